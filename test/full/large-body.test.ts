import t from 'tap'
import { site } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { articles, desk, type Said } from '../http/editorial/desk.ts'
import { largeDesk, limits, text } from '../http/editorial/large-desk.ts'

// Each thread loads the editorial API again.
const problem = ({ status, body }: Said) => [status, body.code, body.errors?.map(({ pointer }) => pointer)]

t.test('a thread answers a large body as the main process answers a small one', async t => {
  const { app, ask, state, store } = await largeDesk(t)
  const markdown = `# Ferries\n\n${text(60_000)}`
  const made = await ask('POST', articles, { body: { externalId: 'cms:1', markdown } })
  hasMembers(t, made, {
    status: 201,
    headers: { etag: /^"v1\./, location: `${site.publicUrl}${articles}/${made.body.id}` },
    body: { title: 'Ferries', externalId: 'cms:1', status: 'draft', version: 1 },
  })
  const one = `${articles}/${made.body.id}`
  t.strictSame((await ask('GET', one)).body, made.body)
  const patched = await ask('PATCH', one, { body: { text: text(70_000) }, version: 1 })
  hasMembers(t, patched, { status: 200, body: { version: 2, title: 'Ferries' } })
  const put = `/v1/editorial/articles-by-external-id/cms:1`
  hasMembers(t, await ask('PUT', put, { body: { title: 'Boats', html: `<p>${text(60_000)}</p>` }, version: 2 }), {
    status: 200,
    body: { version: 3, title: 'Boats' },
  })
  t.equal(state.answered, 3)
  const published = await ask('POST', `${one}/publish`, { version: 3 })
  t.equal(published.status, 200)
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  const { entries } = await store.audit({ limit: 50 })
  t.strictSame(
    entries.filter(({ articleId }) => articleId === made.body.id).map(({ action }) => action),
    ['article.publish', 'article.edit', 'article.edit', 'article.create'],
  )
  t.equal(state.faults.length, 0)
})

t.test(
  'a large body with invalid content, a wrong key or a wrong version returns the same error as a small one',
  async t => {
    const { app, ask, state, make } = await largeDesk(t)
    const { id } = await make({ title: 'Old', externalId: 'cms:0', text: 'Words.' })
    const body = { title: 'T', markdown: `${text(60_000)}[x](article:nope)` }
    t.strictSame(problem(await ask('POST', articles, { body })), [400, 'invalid-request', ['/markdown']])
    t.strictSame(problem(await ask('PATCH', `${articles}/${id}`, { body, version: 7 })).slice(0, 2), [
      412,
      'version-conflict',
    ])
    t.strictSame(problem(await ask('PATCH', `${articles}/${id}`, { body })).slice(0, 2), [428, 'version-required'])
    t.strictSame(problem(await ask('POST', articles, { body: { title: 'T', sections: [text(60_000)] } })), [
      400,
      'invalid-request',
      ['/sections/0'],
    ])
    t.equal(state.answered, 4)
    t.strictSame(problem(await ask('POST', articles, { body, scopes: ['articles:read'] })).slice(0, 2), [
      403,
      'scope-missing',
    ])
    const headers = { 'content-type': 'application/json' }
    const stranger = await app.inject({ method: 'POST', url: articles, headers, payload: JSON.stringify(body) })
    t.equal(stranger.statusCode, 401)
    t.equal(state.answered, 4, 'a request that is not allowed never reaches a thread')
  },
)

t.test('a body that takes too long to read is refused without a write, and the next one is accepted', async t => {
  const { ask, store, state } = await largeDesk(t)
  const body = { title: 'Slow', markdown: '*a_ '.repeat(100_000) }
  state.max = 1
  const refused = await ask('POST', articles, { body })
  t.strictSame(problem(refused), [422, 'body-too-complex', ['']])
  t.equal((await store.workingCopies({ limit: 9 })).articles.length, 0)
  state.max = 60_000
  t.equal((await ask('POST', articles, { body: { title: 'Next', text: text(60_000) } })).status, 201)
})

t.test(
  'a request with 100,000 unknown members returns 20 errors, and one with 201 tags and authors names both lists',
  async t => {
    const { ask } = await desk(t, { limits })
    const members = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`m${index}`, 1]))
    const unknown = await ask('POST', articles, { body: { title: 'T', ...members } })
    t.strictSame([unknown.status, unknown.body.errors?.length], [400, 20])
    const [tags, authors] = [
      Array.from({ length: 201 }, (_, index) => `Tag ${index}`),
      Array(201).fill({ name: 'Ann' }),
    ]
    t.strictSame(problem(await ask('POST', articles, { body: { title: 'T', tags, authors } })), [
      400,
      'invalid-request',
      ['/tags', '/authors'],
    ])
    t.equal((await ask('POST', articles, { body: { title: 'T', tags: tags.slice(1) } })).status, 201)
  },
)
