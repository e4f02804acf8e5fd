import t from 'tap'
import type { Scope } from '../../../src/domain/access/key.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'
import { importDesk } from './import-desk.ts'

const any = { 'if-match': '*' }
const writer: readonly Scope[] = ['articles:write']
const reader: readonly Scope[] = ['articles:read', 'articles:write']

t.test('translation needs articles:publish if either article is published', async t => {
  const { app, ask, make } = await desk(t)
  const en = await make({ title: 'House', language: 'en' }, true)
  const de = await make({ title: 'Haus', language: 'de' }, true)
  const fr = await make({ title: 'Maison', language: 'fr' })
  const pt = await make({ title: 'Casa', language: 'pt' })
  const link = (id: string, of: string, scopes: readonly Scope[]) =>
    ask('PUT', `${articles}/${id}/translation`, { body: { of }, headers: any, scopes })
  const unlink = (id: string, scopes: readonly Scope[]) =>
    ask('DELETE', `${articles}/${id}/translation`, { headers: any, scopes })
  const shown = async () => (await app.inject('/v1/articles/house/metadata')).json().translations.length
  const refused = { status: 403, body: { code: 'scope-missing' }, headers: { 'www-authenticate': /articles:publish/ } }
  hasMembers(t, await link(de.id, en.id, reader), refused)
  hasMembers(t, await link(fr.id, en.id, reader), refused)
  hasMembers(t, await link(en.id, fr.id, reader), refused)
  t.equal(await shown(), 0)
  t.equal((await link(fr.id, pt.id, reader)).status, 200, 'drafts can be linked')
  t.equal((await unlink(pt.id, reader)).status, 200, 'drafts can be unlinked')
  const publisher: readonly Scope[] = [...reader, 'articles:publish']
  t.equal((await link(de.id, en.id, publisher)).status, 200)
  t.equal((await link(fr.id, en.id, publisher)).status, 200)
  t.equal(await shown(), 1)
  hasMembers(t, await unlink(de.id, reader), refused)
  hasMembers(t, await unlink(fr.id, reader), refused, 'other articles of the group are published')
  hasMembers(t, await link(fr.id, pt.id, reader), refused, 'the article would leave published ones')
  t.equal(await shown(), 1)
})

t.test('a write by a key without articles:read answers 204 with ETag and Location on every route', async t => {
  const { ask, make } = await desk(t)
  const scopes: readonly Scope[] = ['articles:write', 'articles:publish']
  const body = { title: 'Secret', text: 'Words.\n\nMore.', keyTakeaways: [{ text: 'One.' }] }
  const made = await ask('POST', articles, { body, scopes })
  t.equal(made.status, 204)
  const location = String(made.headers['location'])
  const one = new URL(location).pathname
  const { body: copy } = await ask('GET', one)
  const other = await make({ title: 'Other', language: 'de' })
  const [section] = copy['sections'] as { id: string }[]
  const [takeaway] = copy['keyTakeaways'] as { id: string }[]
  const blocks = [{ type: 'paragraph', content: [{ text: 'New.' }] }]
  const writes = [
    ['PATCH', one, {}, location],
    ['PATCH', one, { summary: 'S.' }, location],
    ['POST', `${one}/sections`, { heading: 'Two', blocks }, new RegExp(`^${location}/sections/[0-9a-f-]{36}$`)],
    ['PATCH', `${one}/sections/${section?.id}`, { blocks }, `${location}/sections/${section?.id}`],
    ['PATCH', `${one}/key-takeaways/${takeaway?.id}`, { text: 'Two.' }, `${location}/key-takeaways/${takeaway?.id}`],
    ['PUT', `${one}/key-takeaway-order`, { ids: [takeaway?.id] }, `${location}/key-takeaways`],
    ['PUT', `${one}/schedule`, {}, location],
    ['POST', `${one}/publish`, {}, location],
    ['PUT', `${one}/translation`, { of: other.id }, location],
    ['DELETE', `${one}/translation`, undefined, location],
    ['POST', `${one}/revert`, {}, location],
    ['POST', `${one}/restore`, { edition: 1 }, location],
    ['POST', `${one}/unpublish`, {}, location],
    ['POST', `${one}/withdraw`, {}, location],
  ] as const
  for (const [method, url, said, place] of writes) {
    const answer = await ask(method, url, { headers: any, scopes, ...(said && { body: said }) })
    t.equal(answer.status, 204, `${method} ${url}`)
    t.equal(answer.body, undefined)
    hasMembers(t, answer.headers, { etag: /^"v\d+\.[\w-]{6}"$/, location: place }, `${method} ${url}`)
  }
  const put = await ask('PUT', '/v1/editorial/articles-by-external-id/cms:1', { body, scopes })
  hasMembers(t, put, { status: 204, headers: { etag: /^"v1\./, location: /\/articles\/[0-9a-f-]{36}$/ } })
  const tag = await ask('POST', '/v1/editorial/tags', { body: { name: 'Ships' }, scopes })
  hasMembers(t, tag, { status: 204, headers: { location: /\/tags\/[0-9a-f-]{36}$/ } })
  const tagUrl = new URL(String(tag.headers['location'])).pathname
  t.equal((await ask('PATCH', tagUrl, { headers: any, body: { name: 'Boats' }, scopes })).status, 204)
  const into = (await ask('POST', '/v1/editorial/tags', { body: { name: 'Vessels' } })).body.id
  t.equal((await ask('POST', `${tagUrl}/merge`, { body: { into }, scopes })).status, 204)
})

t.test('POST articles:batch by a key without articles:read returns no content of copies', async t => {
  const { ask } = await desk(t)
  const body = [
    { type: 'put', externalId: 'cms:1', body: { title: 'Secret' } },
    { type: 'edit', externalId: 'cms:1', body: { summary: 'Secret.' } },
  ]
  const answer = await ask('POST', `${articles}:batch`, { body, scopes: writer })
  const location = /^https:\/\/news\.example\.org\/v1\/editorial\/articles\/[0-9a-f-]{36}$/
  hasMembers(t, answer.body['items'], [
    { status: 204, etag: /^"v1\./, location },
    { status: 204, etag: /^"v2\./, location },
  ])
  t.notMatch(JSON.stringify(answer.body), /Secret/)
})

t.test('a key without articles:publish cannot change a scheduled article on any route', async t => {
  const { ask, make, store } = await desk(t)
  const scheduled = async (title: string, more: object = {}) => {
    const markdown = 'Words.\n\n## Two\n\nWords.\n\n## Three\n\nWords.'
    const { id } = await make({ title, markdown, keyTakeaways: [{ text: 'One.' }, { text: 'Two.' }], ...more })
    const body = { publishAt: '2026-12-01T06:00:00Z' }
    return (await ask('PUT', `${articles}/${id}/schedule`, { body, headers: any })).body
  }
  const copy = await scheduled('One', { externalId: 'cms:1' })
  const one = `${articles}/${copy.id}`
  const other = await make({ title: 'Andere', language: 'de' })
  const [section, second, third] = copy['sections'] as { id: string }[]
  const [takeaway, next] = copy['keyTakeaways'] as { id: string }[]
  const blocks = [{ type: 'paragraph', content: [{ text: 'New.' }] }]
  const writes = [
    ['PATCH', one, { title: 'Changed' }],
    ['PUT', '/v1/editorial/articles-by-external-id/cms:1', { title: 'Changed' }],
    ['POST', `${one}/sections`, { heading: 'Two', blocks }],
    ['PATCH', `${one}/sections/${section?.id}`, { blocks }],
    ['DELETE', `${one}/sections/${section?.id}`, undefined],
    ['PATCH', `${one}/key-takeaways/${takeaway?.id}`, { text: 'Two.' }],
    ['DELETE', `${one}/key-takeaways/${takeaway?.id}`, undefined],
    ['POST', `${one}/key-takeaways`, { text: 'Two.' }],
    ['PUT', `${one}/section-order`, { ids: [section?.id, third?.id, second?.id] }],
    ['PUT', `${one}/key-takeaway-order`, { ids: [next?.id, takeaway?.id] }],
    ['POST', `${one}/restore`, { version: 1 }],
    ['PUT', `${one}/translation`, { of: other.id }],
    ['PUT', `${articles}/${other.id}/translation`, { of: copy.id }],
    ['POST', `${one}/revert`, {}],
    ['DELETE', one, undefined],
  ] as const
  const before = JSON.stringify(await store.article(copy.id))
  for (const [method, url, body] of writes) {
    const answer = await ask(method, url, { headers: any, scopes: reader, ...(body && { body }) })
    hasMembers(t, answer, { status: 409, body: { code: 'article-scheduled' } }, `${method} ${url}`)
  }
  for (const type of ['edit', 'put']) {
    const item = { type, externalId: 'cms:1', body: { title: 'Changed' } }
    const { body } = await ask('POST', `${articles}:batch`, { body: [item], scopes: reader })
    hasMembers(t, body['items'], [{ status: 409, problem: { code: 'article-scheduled' } }], type)
  }
  t.equal(JSON.stringify(await store.article(copy.id)), before)
  t.equal(
    (await ask('PATCH', one, { headers: any, body: { title: 'Changed' } })).status,
    200,
    'a key with articles:publish',
  )
  await ask('PUT', `${one}/schedule`, { headers: any, body: {} })
  t.equal((await ask('PATCH', one, { headers: any, body: { title: 'Again' }, scopes: reader })).status, 200)
})

t.test('an import by a key without articles:publish cannot change a scheduled article', async t => {
  const { send, work, items, ask } = await importDesk(t)
  const run = async (title: string, scopes: readonly Scope[]) => {
    const body = JSON.stringify({ slug: 'a', title })
    const sent = await send(body, { type: 'application/x-ndjson', query: '?force=true', scopes })
    await work()
    return items(sent.body.id)
  }
  const own: readonly Scope[] = ['imports:write']
  const [made] = await run('First', own)
  const url = `${articles}/${made?.article?.id}`
  await ask('PUT', `${url}/schedule`, { headers: any, body: { publishAt: '2026-12-01T06:00:00Z' } })
  hasMembers(t, await run('Second', own), [{ result: 'problem', problem: { code: 'article-scheduled' } }])
  hasMembers(t, (await ask('GET', url)).body, { title: 'First' })
  hasMembers(t, await run('Third', ['imports:write', 'articles:publish']), [{ result: 'revised' }])
})
