import Sqlite from 'better-sqlite3'
import t from 'tap'
import { problem } from '../../src/http/problem/problem.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'

t.test('GET /v1/tags lists the tags of delivered articles by slug, page by page', async t => {
  const { app, publish } = await build(t)
  const tags = ['Åland', 'boats', 'Climate', 'docks', 'Energy']
  await publish('a', { title: 'A', tags })
  await publish('b', { title: 'B', tags: ['boats'] })
  const get = async (query: string) => JSON.parse((await app.inject(`/v1/tags${query}`)).body)
  const all = await get('')
  t.strictSame(
    all.items.map((term: { slug: string; articleCount: number }) => [term.slug, term.articleCount]),
    [
      ['aland', 1],
      ['boats', 2],
      ['climate', 1],
      ['docks', 1],
      ['energy', 1],
    ],
  )
  const [first] = all.items
  t.strictSame(first, {
    id: first.id,
    slug: 'aland',
    name: 'Åland',
    url: 'https://news.example.org/v1/tags/aland',
    articleCount: 1,
    latestPublishedAt: '2026-11-22T12:00:00Z',
  })
  const pages = [await get('?limit=2')]
  while (pages.at(-1).page.next) pages.push(await get(`?cursor=${pages.at(-1).page.next}`))
  t.strictSame(
    pages.flatMap(page => page.items),
    all.items,
  )
  t.strictSame((await get(`?cursor=${pages[2].page.previous}`)).items, pages[1].items)
  t.equal(pages[0].page.previous, undefined)
})

t.test('GET /v1/{terms}/{slug} returns one term, redirects other letter case, and otherwise answers 404', async t => {
  const { app, publish } = await build(t)
  const { id } = await publish('a', {
    title: 'A',
    category: 'Sea & Air',
    authors: [{ name: 'Ann', pageUrl: 'https://a.example/' }],
  })
  const { body, headers } = await app.inject('/v1/authors/ann')
  hasMembers(t, JSON.parse(body), { slug: 'ann', name: 'Ann', pageUrl: 'https://a.example/', articleCount: 1 })
  t.match(headers['surrogate-key'], /^author:[\w-]{22}$/)
  const moved = await app.inject('/v1/categories/SEA-air')
  t.strictSame([moved.statusCode, moved.headers['location']], [308, 'https://news.example.org/v1/categories/sea-air'])
  for (const url of ['/v1/categories/none', '/v1/tags/ann', '/v1/authors/%F0%9F%98%80']) {
    hasMembers(t, problem.parse(JSON.parse((await app.inject(url)).body)), { status: 404, code: 'term-not-found' }, id)
  }
})

t.test('answers omit control characters that an earlier version stored in names of terms', async t => {
  const { app, publish } = await build(t)
  const written = new Sqlite(`${t.testdirName}/offprint.db`)
  t.teardown(() => written.close())
  await publish('a', { title: 'A', tags: ['Boats'], category: 'Sea' })
  written
    .prepare(
      "UPDATE term SET name = replace(name, 'Boats', 'Bo' || char(1) || 'ats' || char(0xfffe)), description = char(7)",
    )
    .run()
  written.prepare("UPDATE term SET name = char(2) WHERE kind = 'category'").run()
  await publish('a', { title: 'A again', tags: ['Boats'], category: 'Sea' })
  const urls = [
    '/v1/tags',
    '/v1/tags/boats',
    '/v1/categories/sea',
    '/v1/articles',
    '/v1/articles/a-again.html',
    '/feeds/feeds.opml',
  ]
  for (const url of [...urls, '/feeds/tags/boats/feed.json']) {
    const { body } = await app.inject(url)
    t.notMatch(body, /[\u0000-\u0008\ufffe]|\\u00|\\ufffe/, url)
  }
  hasMembers(t, (await app.inject('/v1/tags')).json().items, [{ name: 'Boats', slug: 'boats' }])
  hasMembers(t, (await app.inject('/v1/categories/sea')).json(), { name: 'sea' })
})
