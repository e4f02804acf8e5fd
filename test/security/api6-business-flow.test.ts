import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

const writer = ['articles:read', 'articles:write'] as const

t.test('API6: a key without articles:publish cannot publish anything', async t => {
  const { app, ask, store } = await desk(t)
  const before = await store.lastChange()
  const made = await ask('POST', articles, { body: { title: 'Scoop', markdown: 'Words.' }, scopes: writer })
  t.equal(made.status, 201)
  const one = `${articles}/${made.body.id}`
  for (const [method, path, body] of [
    ['POST', '/publish', undefined],
    ['PUT', '/schedule', { publishAt: '2026-12-01T00:00:00Z' }],
  ] as const) {
    hasMembers(t, await ask(method, one + path, { body, version: 1, scopes: writer }), {
      status: 403,
      body: { code: 'scope-missing' },
    })
  }
  const ids = await ask('POST', articles, { body: { title: 'Other', status: 'published' }, scopes: writer })
  t.equal(ids.status, 400)
  t.equal(await store.lastChange(), before, 'the change log has no new row')
  t.strictSame((await app.inject('/v1/articles')).json().items, [])
})
