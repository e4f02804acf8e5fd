import t from 'tap'
import { build } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'
import { contents, runOverdue, served, step } from './replica.ts'
import { ferries } from './sample.ts'

const none = { articles: new Map() }
const plain = { ...ferries, formerSlugs: [] }
const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T00:00:00Z`

t.test('GET /v1/sync: start=now starts an empty copy that receives later changes', async t => {
  const { app, publish } = await build(t)
  await publish('old', { ...plain, title: 'Old', slug: 'old' })
  const first = (await app.inject('/v1/sync?start=now&tag=climate')).json()
  t.strictSame(first, { articles: [], tombstones: [], token: first.token, more: false })
  await publish('new', { ...plain, title: 'New', slug: 'new' })
  await publish('other', { ...plain, title: 'Other', slug: 'other', tags: [] })
  const next = (await app.inject(`/v1/sync?token=${first.token}`)).json()
  t.strictSame(
    next.articles.map(({ slug }: { slug: string }) => slug),
    ['new'],
  )
  t.equal((await app.inject(`/v1/sync?token=${first.token}&start=now`)).statusCode, 400)
  t.equal((await app.inject('/v1/sync?start=then')).statusCode, 400)
})

t.test('GET /v1/sync: a copy by author, fields or publishedFrom equals the list with the same filter', async t => {
  const { app, publish } = await build(t)
  for (const [index, name] of ['Ann', 'Bob', 'Ann', 'Bob'].entries()) {
    const said = { title: `A${index}`, slug: `a${index}`, authors: [{ name }], publishedAt: day(index + 1) }
    await publish(`k${index}`, { ...plain, ...said })
  }
  const queries = [
    { author: 'ann' },
    { author: 'ann,bob', fields: 'title,slug,metadata' },
    { publishedFrom: day(2) },
    { publishedFrom: day(3), author: 'bob', include: 'body' },
  ]
  const copies = await Promise.all(queries.map(query => runOverdue(app, none, query)))
  const same = async (what: string) => {
    for (const [index, query] of queries.entries()) {
      copies[index] = await runOverdue(app, copies[index] ?? none, query)
      t.strictSame(
        contents(copies[index].articles.values()),
        await served(app, query),
        `${what} ${JSON.stringify(query)}`,
      )
    }
  }
  await same('after the walk')
  t.equal(copies[2]?.articles.size, 3)
  await publish('k0', { ...plain, title: 'A0', slug: 'a0', authors: [{ name: 'Bob' }], publishedAt: day(4) })
  await publish('k3', { ...plain, title: 'A3', slug: 'a3', authors: [{ name: 'Ann' }], publishedAt: day(1) })
  await same('after dates and authors changed')
  t.equal((await app.inject(`/v1/sync?token=${copies[0]?.token}&author=bob`)).json().code, 'token-mismatch')
})

t.test('GET /v1/sync: bodies=changed omits exactly the bodies that a copy already has', async t => {
  const { app, publish } = await build(t)
  const query = { include: 'body', bodies: 'changed', tag: 'climate' }
  const say = (slug: string, words: string, more = {}) =>
    publish(slug, { ...plain, title: slug, slug, sections: [lead(words), headed('More', words)], ...more })
  await say('a', 'One.')
  await say('b', 'One.')
  let copy = await runOverdue(app, none, query)
  const unchanged = async () => {
    const { articles } = (await app.inject(`/v1/sync?token=${copy.token}`)).json()
    copy = (await step(app, copy, query)).copy
    t.strictSame(contents(copy.articles.values()), await served(app, query))
    return articles.map((one: { slug: string; bodyUnchanged?: true; sections?: unknown; footnotes?: unknown }) => {
      t.equal(one.sections === undefined, one.bodyUnchanged === true)
      t.equal(one.footnotes === undefined, one.bodyUnchanged === true)
      return [one.slug, one.bodyUnchanged]
    })
  }
  await say('a', 'One.', { summary: 'New.' })
  t.strictSame(await unchanged(), [['a', true]])
  await say('a', 'Two.')
  await say('a', 'Two.', { summary: 'Newer.' })
  t.strictSame(await unchanged(), [['a', undefined]], 'the body changed two revisions ago')
  await say('b', 'One.', { tags: [] })
  await say('b', 'One.')
  t.strictSame(await unchanged(), [['b', undefined]], 'the article left the filter and returned')
  t.strictSame(await unchanged(), [])
  t.equal((await app.inject('/v1/sync?bodies=changed')).statusCode, 400)
  t.equal((await app.inject('/v1/sync?bodies=changed&include=tableOfContents')).statusCode, 400)
  t.equal((await app.inject('/v1/sync?bodies=changed&view=ref')).statusCode, 400)
})

t.test('GET /v1/sync: bodies=changed sends the bodies of articles that changed during the walk', async t => {
  const { app, publish } = await build(t)
  const query = { include: 'body', bodies: 'changed', limit: '1' }
  for (const slug of ['a', 'b', 'c']) await publish(slug, { ...plain, title: slug, slug })
  let { copy } = await step(app, none, query)
  for (const slug of ['a', 'b', 'c']) await publish(slug, { ...plain, title: slug, slug, summary: 'New.' })
  copy = await runOverdue(app, copy, query)
  t.strictSame(contents(copy.articles.values()), await served(app, query))
})
