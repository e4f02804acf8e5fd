import t from 'tap'
import { articleGroup, listGroup, termGroup } from '../../src/domain/change.ts'
import { build } from '../build.ts'
import { numberedId } from '../domain/sample.ts'

const ids = (count: number) => Array.from({ length: count }, (_, at) => numberedId(at + 1))

t.test('a list has only the cache groups of its filter, so that other changes do not purge it', async t => {
  const { app, store, publish } = await build(t)
  const more = { category: 'Transport', tags: ['Boats'], authors: [{ name: 'Ann' }] }
  const { id } = await publish('a', { title: 'A', language: 'de', ...more })
  await publish('b', { title: 'B', language: 'en', tags: ['Boats'], keyTakeaways: [] })
  const { named } = await store.filterTerms({ category: ['transport'], tag: ['boats'], author: ['ann'] })
  const [transport, boats, ann] = (['category', 'tag', 'author'] as const).map(kind =>
    termGroup(kind, named[kind]?.[0] ?? ''),
  )
  const cases = [
    ['/v1/articles', [listGroup]],
    ['/v1/articles?publishedAfter=2026-01-01T00:00:00Z', [listGroup]],
    ['/v1/articles?category=transport', [transport]],
    ['/v1/articles?category=transport&tag=boats&author=ann', [transport, boats, ann]],
    ['/v1/articles?category=transport&language=de', [transport], 'each change of the list has the category'],
    ['/v1/articles?category=transport&language=en', [transport, 'language:en'], 'the list is empty'],
    ['/v1/articles?category=transport&language=de,en', [transport, 'language:de', 'language:en']],
    ['/v1/articles?language=de', ['language:de']],
    ['/v1/articles?language=fr', [listGroup], 'no article has the language yet'],
    ['/v1/articles?category=transport,no-such', [listGroup], 'no article has the category yet'],
    ['/v1/articles?language=de&fallback=en&category=transport', [listGroup]],
    [`/v1/articles?ids=${id},${numberedId(77)}`, [articleGroup(id), articleGroup(numberedId(77))]],
    [`/v1/articles?ids=${ids(32)}`, ids(32).map(articleGroup), 'the maximum number of groups'],
    [`/v1/articles?ids=${ids(33)}`, [listGroup], 'one id more than the maximum'],
    ['/v1/key-takeaways?tag=boats', [boats]],
    ['/v1/categories', [listGroup]],
    ['/v1/tags/boats', [boats]],
    ['/feeds/tags/boats/atom.xml', [boats]],
    ['/feeds/languages/de/rss.xml', ['language:de']],
    ['/feeds/rss.xml', [listGroup]],
    ['/v1/sync?tag=boats', [listGroup]],
  ] as const
  for (const [url, groups, why] of cases) {
    const { headers } = await app.inject(url)
    const expected = [groups.join(' '), groups.map(name => `"${name}"`).join(', ')]
    t.strictSame([headers['surrogate-key'], headers['cache-groups']], expected, why ?? url)
  }
})
