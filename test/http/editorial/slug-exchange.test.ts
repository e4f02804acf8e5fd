import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

type Desk = Awaited<ReturnType<typeof desk>>

const edit = (name: string, body: object) => ({ type: 'edit', externalId: name, body })
const publish = (name: string) => ({ type: 'publish', externalId: name })
const exchange = [edit('cms:a', { slug: 'two' }), edit('cms:b', { slug: 'one' })]

async function send({ ask }: Desk, items: object[], atomic = true) {
  const { body } = await ask('POST', `${articles}:batch${atomic ? '?atomic=true' : ''}`, { body: items })
  return (body['items'] as { status: number; problem?: { code: string } }[]).map(
    ({ status, problem }) => problem?.code ?? status,
  )
}

/** Article A with the slug “one”, B with “two”. */
async function pair(t: Parameters<typeof desk>[0], isPublished: boolean) {
  const at = await desk(t)
  const a = await at.make({ title: 'A', slug: 'one', externalId: 'cms:a' }, isPublished)
  const b = await at.make(
    { title: 'B', slug: 'two', externalId: 'cms:b', markdown: `[A](article:${a.id})` },
    isPublished,
  )
  const titleAt = async (slug: string) => (await at.app.inject(`/v1/articles/${slug}`)).json().title
  const slugs = async () =>
    Promise.all([a, b].map(async ({ id }) => (await at.ask('GET', `${articles}/${id}`)).body['slug']))
  return { ...at, a, b, titleAt, slugs }
}

t.test('an atomic batch exchanges the slugs of two drafts', async t => {
  const at = await pair(t, false)
  t.strictSame(await send(at, exchange), [200, 200])
  t.strictSame(await at.slugs(), ['two', 'one'])
  t.strictSame(await send(at, [publish('cms:a'), publish('cms:b')]), [200, 200])
  t.strictSame([await at.titleAt('one'), await at.titleAt('two')], ['B', 'A'])
})

t.test('an atomic batch exchanges the slugs of two published articles and publishes them', async t => {
  const at = await pair(t, true)
  const before = await at.store.lastChange()
  t.strictSame(await send(at, [...exchange, publish('cms:a'), publish('cms:b')]), [200, 200, 200, 200])
  t.strictSame([await at.titleAt('one'), await at.titleAt('two')], ['B', 'A'])
  const { body } = await at.app.inject('/v1/articles/one')
  t.match(body, /"href":"https:\/\/news\.example\.org\/v1\/articles\/two\.html"/, 'a link follows the article')
  t.notMatch(body, /~/)
  const changes = await at.store.changes(before, 10)
  t.strictSame(
    changes.slice(0, 2).map(({ kind, slug }) => [kind, slug]),
    [
      ['published', 'two'],
      ['published', 'one'],
    ],
  )
  hasMembers(t, await at.ask('GET', `${articles}/${at.a.id}`), { body: { url: /\/two$/, slug: 'two' } })
})

t.test('three articles exchange their slugs in a cycle', async t => {
  const at = await pair(t, true)
  await at.make({ title: 'C', slug: 'three', externalId: 'cms:c' }, true)
  const items = [...exchange.slice(0, 1), edit('cms:b', { slug: 'three' }), edit('cms:c', { slug: 'one' })]
  t.strictSame(await send(at, [...items, publish('cms:c'), publish('cms:b'), publish('cms:a')]), Array(6).fill(200))
  t.strictSame([await at.titleAt('one'), await at.titleAt('two'), await at.titleAt('three')], ['C', 'A', 'B'])
})

t.test('a slug that its owner does not release undoes the batch', async t => {
  const at = await pair(t, true)
  const revision = await at.store.lastChange()
  for (const [items, expected] of [
    [exchange, ['slug-taken', 'batch-undone']],
    [
      [...exchange, publish('cms:a')],
      ['slug-taken', 'batch-undone', 'batch-undone'],
    ],
    [
      [exchange[0], edit('cms:b', { title: 'Other' })],
      ['slug-taken', 'batch-undone'],
    ],
    [[exchange[0]], ['slug-taken']],
  ] as [object[], unknown[]][]) {
    t.strictSame(await send(at, items), expected, JSON.stringify(items))
  }
  t.strictSame(await send(at, exchange, false), ['slug-taken', 'slug-taken'])
  t.strictSame(await at.slugs(), ['one', 'two'])
  t.equal(await at.store.lastChange(), revision)
  const drafts = await pair(t, false)
  t.strictSame(await send(drafts, [...exchange.slice(0, 1), edit('cms:b', { title: 'Other' })]), [
    'slug-taken',
    'batch-undone',
  ])
})

t.test('a slug derived from a title is numbered if taken, also if its owner is in the same batch', async t => {
  const at = await pair(t, true)
  const items = [edit('cms:b', { summary: 'S' }), { type: 'create', body: { title: 'Two', externalId: 'cms:c' } }]
  t.strictSame(await send(at, items), [200, 201])
  hasMembers(t, (await at.store.articleByExternalId('cms:c'))?.content, { slug: 'two-2' })
})

t.test('an article takes the slug of an article that the same batch deletes', async t => {
  const at = await pair(t, true)
  const items = [exchange[0] ?? {}, publish('cms:a'), { type: 'delete', externalId: 'cms:b' }]
  t.strictSame(await send(at, items), [200, 200, 204])
  t.equal(await at.titleAt('two'), 'A')
  t.strictSame((await at.store.changes(0, 10)).at(-1)?.slug, 'two')
  const gone = await at.app.inject(`/v1/articles/${at.b.id}`)
  hasMembers(t, gone.json(), { gone: { reason: 'deleted' } })
  t.notMatch(gone.body, /~/)
})
