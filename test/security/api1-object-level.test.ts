import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

const nowhere = { code: 'article-not-found', status: 404 }

t.test('API1: a draft is not public by id, by slug or in any form', async t => {
  const { app, make } = await desk(t)
  const { id } = await make({ title: 'Secret plan', slug: 'secret-plan', markdown: 'Hidden words.' })
  for (const ref of [id, 'secret-plan']) {
    for (const path of ['', '.html', '.md', '.txt', '.jsonld', '.ninjs.json', '/sections', '/metadata']) {
      const answer = await app.inject(`/v1/articles/${ref}${path}`)
      t.equal(answer.statusCode, 404, path)
      t.notMatch(answer.body, /Hidden|Secret plan/)
    }
  }
  t.match((await app.inject(`/v1/articles/${id}`)).json(), nowhere)
  for (const url of [
    `/v1/articles?ids=${id}`,
    '/v1/sync?include=body',
    '/v1/export.ndjson',
    '/feeds/rss.xml',
    '/llms-full.txt',
  ]) {
    t.notMatch((await app.inject(url)).body, /Hidden|Secret plan/, url)
  }
})

t.test('API1: only a key with articles:read can read a working copy by its id', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make({ title: 'Draft', markdown: 'Words.' })
  hasMembers(t, await ask('GET', `${articles}/${id}`, { scopes: ['articles:read'] }), { status: 200, body: { id } })
  for (const scopes of [
    ['content:read'],
    ['articles:write'],
    ['articles:publish'],
    ['imports:write'],
    ['keys:manage'],
  ] as const) {
    hasMembers(
      t,
      await ask('GET', `${articles}/${id}`, { scopes }),
      { status: 403, body: { code: 'scope-missing' } },
      scopes[0],
    )
  }
})
