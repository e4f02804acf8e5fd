import t from 'tap'
import { site } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { importDesk } from './import-desk.ts'

const post = `---
title: A post
slug: a-post
date: 2026-01-02
api_key: abc-123
internal_notes: not for readers
custom:
  desk: city
  issue: {number: 4}
colour: red
params:
  reviewer_email: ann@example.org
  Mood-board: sea
---

Words.
`

t.test('an import drops unknown front matter with a note and keeps the mapping "custom"', async t => {
  const { app, send, work, items, make } = await importDesk(t)
  const { body } = await send(post, { type: 'text/markdown', query: '?publish=true' })
  await work()
  const [item] = await items(body.id)
  t.strictSame(item?.notes, [
    {
      code: 'withheld',
      detail:
        'Not imported because they may not be public: api_key, internal_notes, colour, params.reviewer_email, params.Mood-board.',
      place: { line: 1 },
    },
  ])
  const custom = { desk: 'city', issue: { number: 4 } }
  const { metadata } = (await app.inject('/v1/articles/a-post')).json<{ metadata: { custom: object } }>()
  t.strictSame(metadata.custom, custom)
  const typed = await make({ title: 'Typed', markdown: post.replace('slug: a-post\n', '') })
  t.strictSame(typed['custom'], custom, 'a body in Markdown does the same')
})

t.test('CUSTOM_MEMBERS lists front matter members that an import keeps', async t => {
  const listed = { ...site, customMembers: ['Colour', 'params.mood_board', 'api-keys'] }
  const { app, send, work, items } = await importDesk(t)
  const { body } = await send(post, { type: 'text/markdown', query: '?publish=true' })
  await work('process', { site: listed })
  const [item] = await items(body.id)
  hasMembers(t, item?.notes, [{ detail: /: api_key, internal_notes, params\.reviewer_email\.$/ }])
  const { metadata } = (await app.inject('/v1/articles/a-post')).json<{ metadata: { custom: object } }>()
  t.strictSame(metadata.custom, {
    desk: 'city',
    issue: { number: 4 },
    colour: 'red',
    params: { 'Mood-board': 'sea' },
  })
})

t.test('an import keeps custom members of NDJSON unchanged', async t => {
  const { app, send, work } = await importDesk(t)
  const line = JSON.stringify({ title: 'A line', slug: 'a-line', metadata: { custom: { api_key: 'x' } }, sections: [] })
  await send(line, { type: 'application/x-ndjson', query: '?publish=true' })
  await work()
  const { metadata } = (await app.inject('/v1/articles/a-line')).json<{ metadata: { custom: object } }>()
  t.strictSame(metadata.custom, { api_key: 'x' })
})
