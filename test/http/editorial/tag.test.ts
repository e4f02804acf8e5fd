import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk, type Said } from './desk.ts'

const apply = '/v1/editorial/tags:apply'
const any = { 'if-match': '*' }
const nobody = '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c99'

type Result = {
  status: number
  article?: { version: number; ahead: boolean }
  problem?: { code: string; errors: { pointer: string }[] }
  etag?: string
}

function resultsOf({ status, body }: Said) {
  if (status !== 207) throw new Error(JSON.stringify(body))
  return body['items'] as Result[]
}

async function newsroom(t: Parameters<typeof desk>[0]) {
  const at = await desk(t)
  const boats = (await at.ask('POST', '/v1/editorial/tags', { body: { name: 'Boats' } })).body.id
  const first = await at.make({ title: 'First', tags: ['Sea'] }, true)
  const second = await at.make({ title: 'Second', tags: ['Boats'] })
  const third = await at.make({ title: 'Third' })
  return { ...at, boats, first, second, third }
}

t.test('POST tags:apply adds and removes a tag on working copies, with one result per article', async t => {
  const { app, ask, store, boats, first, second, third } = await newsroom(t)
  await ask('DELETE', `${articles}/${third.id}`, { headers: any })
  const articleIds = [first.id, second.id, nobody, third.id]
  const added = resultsOf(await ask('POST', apply, { body: { tag: 'boats', action: 'add', articleIds } }))
  t.strictSame(
    added.map(({ status, article, problem }) => [status, article?.version, problem?.code, problem?.errors]),
    [
      [200, first.version + 1, undefined, undefined],
      [200, second.version, undefined, undefined],
      [404, undefined, 'article-not-found', [fault('/articleIds/2', 'No article has that id.')]],
      [409, undefined, 'transition-refused', [fault('/articleIds/3', 'The article is deleted, and stays so.')]],
    ],
  )
  const tagsOf = async (id: string) => (await ask('GET', `${articles}/${id}`)).body['tags']
  t.strictSame([await tagsOf(first.id), await tagsOf(second.id)], [['Sea', 'Boats'], ['Boats']])
  t.strictSame(
    (await app.inject('/v1/articles?tag=boats')).json().items,
    [],
    'the public sees the tag after publication',
  )
  const { entries } = await store.audit({ articleId: first.id, limit: 1 })
  hasMembers(t, entries, [{ action: 'article.edit', actor: /^key:/, version: first.version + 1 }])
  t.strictSame(entries[0]?.detail, { changed: ['tagIds'], tagId: boats, tag: 'add' })
  await ask('POST', `${articles}/${first.id}/publish`, { headers: any })
  t.equal((await app.inject('/v1/articles?tag=boats')).json().items.length, 1)

  const off = { tag: boats, action: 'remove', articleIds: [first.id, second.id, first.id] }
  const removed = resultsOf(await ask('POST', apply, { body: off }))
  t.strictSame(
    removed.map(({ status, article }) => [status, article?.version, article?.ahead]),
    [
      [200, first.version + 3, true],
      [200, second.version + 1, true],
      [200, first.version + 3, true],
    ],
  )
  t.strictSame([await tagsOf(first.id), await tagsOf(second.id)], [['Sea'], []])
})

const fault = (pointer: string, detail: string) => ({ location: 'body', pointer, code: 'invalid', detail })

t.test('POST tags:apply points to the faults of a request and changes nothing', async t => {
  const { ask, first, second } = await newsroom(t)
  const good = { tag: 'boats', action: 'add', articleIds: [first.id] }
  const wrong: [more: object, status: number, code: string, pointer: string][] = [
    [{ tag: 'none' }, 404, 'term-not-found', '/tag'],
    [{ tag: '' }, 400, 'invalid-request', '/tag'],
    [{ action: 'ad' }, 400, 'invalid-request', '/action'],
    [{ articleIds: [] }, 400, 'invalid-request', '/articleIds'],
    [{ articleIds: Array.from({ length: 1001 }, () => first.id) }, 400, 'invalid-request', '/articleIds'],
    [{ articleIds: [first.id, 'second'] }, 400, 'invalid-request', '/articleIds/1'],
    [{ articles: [] }, 400, 'invalid-request', '/articles'],
  ]
  for (const [more, status, code, pointer] of wrong) {
    const answer = await ask('POST', apply, { body: { ...good, ...more } })
    hasMembers(t, answer, { status, body: { code, errors: [{ pointer }] } }, JSON.stringify(more).slice(0, 60))
  }
  const many = { tags: Array.from({ length: 200 }, (_, index) => `Tag ${index}`) }
  await ask('PATCH', `${articles}/${second.id}`, { version: 1, body: many })
  const full = resultsOf(await ask('POST', apply, { body: { ...good, articleIds: [second.id] } }))
  hasMembers(t, full, [{ status: 400, problem: { detail: 'An article has at most 200 tags.' } }])
  t.equal((await ask('GET', `${articles}/${first.id}`)).body.version, first.version)
})

t.test('POST tags:apply needs the same scopes as an edit', async t => {
  const { ask, first, second } = await newsroom(t)
  const body = { tag: 'boats', action: 'add', articleIds: [first.id] }
  hasMembers(t, await ask('POST', apply, { body, scopes: ['articles:read', 'articles:publish'] }), { status: 403 })
  const schedule = { publishAt: '2030-01-01T00:00:00Z' }
  await ask('PUT', `${articles}/${second.id}/schedule`, { headers: any, body: schedule })
  const remove = { tag: 'boats', action: 'remove', articleIds: [second.id, first.id] }
  const scopes = ['articles:write', 'articles:read'] as const
  hasMembers(t, resultsOf(await ask('POST', apply, { body: remove, scopes })), [
    { status: 409, problem: { code: 'article-scheduled', errors: [{ pointer: '/articleIds/0' }] } },
    { status: 200 },
  ])
  const unread = resultsOf(await ask('POST', apply, { body, scopes: ['articles:write'] }))
  hasMembers(t, unread, [{ status: 204, etag: /^"v3\./, location: new RegExp(`${articles}/${first.id}$`) }])
  t.notOk('article' in Object(unread[0]))
})

t.test('POST tags:apply with Idempotency-Key is done once, and a merged tag means its target', async t => {
  const { ask, boats, first, third } = await newsroom(t)
  const headers = { 'idempotency-key': '"apply"' }
  const body = { tag: 'boats', action: 'add', articleIds: [first.id, third.id] }
  const once = await ask('POST', apply, { body, headers })
  const again = await ask('POST', apply, { body, headers })
  t.strictSame([again.status, again.body], [207, once.body])
  t.equal((await ask('GET', `${articles}/${third.id}`)).body.version, 2)
  hasMembers(t, await ask('POST', apply, { body: { ...body, action: 'remove' }, headers }), { status: 422 })
  const into = (await ask('GET', '/v1/editorial/tags/sea')).body.id
  await ask('POST', `/v1/editorial/tags/${boats}/merge`, { body: { into } })
  resultsOf(await ask('POST', apply, { body: { ...body, tag: boats, action: 'remove' } }))
  t.strictSame((await ask('GET', `${articles}/${first.id}`)).body['tags'], [])
})

t.test('POST tags:apply writes many articles in short transactions', async t => {
  const sizes: number[] = []
  const { ask } = await desk(t, {}, store => ({
    ...store,
    writeArticles(items, write) {
      sizes.push(items.length)
      return store.writeArticles(items, write)
    },
  }))
  await ask('POST', '/v1/editorial/tags', { body: { name: 'Boats' } })
  const create = (title: string) => ({ type: 'create', body: { title, text: 'Words.' } })
  const drafts = Array.from({ length: 240 }, (_, index) => create(`Article ${index}`))
  const made = await ask('POST', `${articles}:batch`, { body: drafts })
  const articleIds = (made.body['items'] as { article: { id: string } }[]).map(({ article }) => article.id)
  sizes.length = 0
  const results = resultsOf(await ask('POST', apply, { body: { tag: 'boats', action: 'add', articleIds } }))
  t.ok(results.every(({ status, article }) => status === 200 && article?.version === 2))
  t.equal(results.length, 240)
  t.ok(sizes.length >= 12 && Math.max(...sizes) <= 20, `${sizes.length} transactions`)
})
