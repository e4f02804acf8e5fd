import t, { type Test } from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'
import { importDesk } from './import-desk.ts'

const kinds = ['categories', 'tags', 'authors'] as const

type Desk = Awaited<ReturnType<typeof desk>>

async function namesOf({ ask }: Pick<Desk, 'ask'>): Promise<unknown[]> {
  const pages = await Promise.all(kinds.map(kind => ask('GET', `/v1/editorial/${kind}`)))
  return pages.flatMap(({ body }) => (body['items'] as { name: string }[]).map(({ name }) => name))
}

const ghosts = { category: 'Ghost section', tags: ['Ghost tag'], authors: [{ name: 'Ghost author' }] }

async function newsroom(t: Test) {
  const made = await desk(t)
  const one = await made.make({ title: 'One', externalId: 'cms:1' })
  await made.make({ title: 'Two' }, true)
  const before = (await made.store.audit({ limit: 100 })).entries.length
  const nothingIsLeft = async (name: string) => {
    t.strictSame(await namesOf(made), [], name)
    t.equal((await made.store.audit({ limit: 100 })).entries.length, before, `${name}: the audit`)
  }
  return { ...made, one, nothingIsLeft }
}

t.test('a refused write adds no category, tag or author', async t => {
  const { ask, one, nothingIsLeft } = await newsroom(t)
  const taken = { ...ghosts, slug: 'two' }
  const byIdentity = '/v1/editorial/articles-by-external-id'
  const refused = [
    ['POST', articles, { body: { title: 'Three', ...taken } }, 409],
    ['POST', articles, { body: { title: 'Three', ...ghosts, externalId: 'cms:1' } }, 409],
    ['PUT', `${byIdentity}/cms:1`, { body: { title: 'One', ...taken } }, 409],
    ['PUT', `${byIdentity}/cms:1`, { body: { title: 'One', ...ghosts }, version: 9 }, 412],
    ['PUT', `${byIdentity}/cms:9`, { body: { title: 'Nine', ...taken } }, 409],
    ['PATCH', `${articles}/${one.id}`, { body: taken, version: 1 }, 409],
    ['PATCH', `${articles}/${one.id}`, { body: ghosts, version: 9 }, 412],
    ['PATCH', `${articles}/${one.id}`, { body: taken, headers: { 'if-match': '*' } }, 409],
  ] as const
  for (const [method, url, asked, status] of refused) {
    t.equal((await ask(method, url, asked)).status, status, `${method} ${url}`)
    await nothingIsLeft(`${method} ${JSON.stringify(asked)}`)
  }
})

t.test('a refused batch item and a failed atomic batch add no term', async t => {
  const { ask, nothingIsLeft, store } = await newsroom(t)
  const create = (title: string, more: object) => ({ type: 'create', body: { title, ...more } })
  const batch = `${articles}:batch`
  const body = [create('Four', ghosts), { type: 'publish', externalId: 'nobody' }]
  const atomic = await ask('POST', `${batch}?atomic=true`, { body })
  t.strictSame(
    (atomic.body['items'] as { status: number }[]).map(({ status }) => status),
    [424, 404],
  )
  await nothingIsLeft('atomic')
  const late = [create('Four', {}), create('Five', { ...ghosts, slug: 'two' })]
  await ask('POST', `${batch}?atomic=true`, { body: late })
  await nothingIsLeft('atomic, refused after others were written')
  const apart = await ask('POST', batch, {
    body: [create('Six', { tags: ['Kept'] }), create('Five', { ...ghosts, slug: 'two' })],
  })
  t.strictSame(
    (apart.body['items'] as { status: number }[]).map(({ status }) => status),
    [201, 409],
  )
  t.strictSame(await namesOf({ ask }), ['Kept'])
  hasMembers(t, (await store.audit({ limit: 2 })).entries, [{ action: 'article.create' }, { action: 'tag.create' }])
})

t.test('a refused import and a dry run add no term', async t => {
  const { send, work, items, ask } = await importDesk(t)
  const line = (more: object) => JSON.stringify({ slug: 'a', title: 'A', ...more })
  const type = 'application/x-ndjson'
  const run = async (body: string, query = '') => {
    const { body: job } = await send(body, { type, query })
    await work()
    return (await items(job.id)).map(({ result }) => result)
  }
  t.strictSame(await run(line({}), '?publish=true'), ['created'])
  const { body } = await ask('GET', articles)
  const [{ id, version } = { id: '', version: 0 }] = body['items'] as { id: string; version: number }[]
  await ask('PATCH', `${articles}/${id}`, { version, body: { summary: 'Edited.' } })
  t.strictSame(await run(line({ metadata: { tags: ['Ghost tag'] }, summary: 'New.' })), ['diverged'])
  t.strictSame(await run(line({ metadata: { tags: ['Ghost tag'] }, summary: 'New.' }), '?dryRun=true&force=true'), [
    'revised',
  ])
  t.strictSame(await namesOf({ ask }), [])
})

t.test('new terms of an article are audited with it, and names with an equal slug get different slugs', async t => {
  const { ask, store, make } = await desk(t)
  const { id } = await make({ title: 'One', tags: ['C++', 'C#', 'c++'], category: 'News' })
  const { entries } = await store.audit({ articleId: id, limit: 10 })
  t.strictSame(
    entries.map(({ action, version, detail }) => [action, version, detail?.['slug']]),
    [
      ['article.create', 1, undefined],
      ['tag.create', 1, 'c-2'],
      ['tag.create', 1, 'c'],
      ['category.create', 1, 'news'],
    ],
  )
  hasMembers(t, (await ask('GET', `${articles}/${id}`)).body, { tags: ['C++', 'C#'], category: 'News' })
})

const right = {
  name: 'Famous Writer',
  pageUrl: 'https://right.example/',
  image: { url: 'https://right.example/p.jpg', variants: [] },
}
const wrong = {
  name: 'famous writer',
  pageUrl: 'https://wrong.example/',
  image: { url: 'https://wrong.example/p.jpg', variants: [] },
}

t.test('a draft by a key without articles:publish cannot change the page or picture of an author', async t => {
  const { app, ask, make } = await desk(t)
  const scopes = ['articles:read', 'articles:write'] as const
  const draft = await ask('POST', articles, { body: { title: 'Draft', authors: [wrong] }, scopes })
  hasMembers(t, draft.body['notes'], [{ code: 'term-unchanged' }])
  t.strictSame(draft.body['authors'], [{ name: 'famous writer' }])
  await make({ title: 'Real', authors: [right] }, true)
  const shown = async () => {
    const [author] = (await app.inject('/v1/articles/real')).json().metadata.authors
    return [author.pageUrl, author.image.url]
  }
  t.strictSame(await shown(), [right.pageUrl, right.image.url])
  for (const scope of [scopes, undefined] as const) {
    const body = { title: 'Other', authors: [wrong] }
    const other = await ask('POST', articles, { body, ...(scope && { scopes: scope }) })
    hasMembers(t, other.body['notes'], [{ code: 'term-unchanged', detail: /authors/ }])
    await ask('POST', `${articles}/${other.body.id}/publish`, { version: 1 })
  }
  t.strictSame(await shown(), [right.pageUrl, right.image.url], 'the author is published')
  const same = await ask('POST', articles, { body: { title: 'Same', authors: [right] } })
  t.equal(same.body['notes'], undefined)
})

t.test('an import by a key without articles:publish cannot describe an author', async t => {
  const { send, work, ask } = await importDesk(t)
  const body = JSON.stringify({ slug: 'a', title: 'A', metadata: { authors: [wrong] } })
  const type = 'application/x-ndjson'
  await send(body, { type, scopes: ['imports:write'] })
  await work()
  const [author] = (await ask('GET', '/v1/editorial/authors')).body['items'] as object[]
  hasMembers(t, author, { name: 'famous writer' })
  t.notOk('pageUrl' in Object(author) || 'image' in Object(author))
})
