import type { Test } from 'tap'
import { instantOf } from '../../../src/domain/instant.ts'
import type { CountedTerm, TermPosition } from '../../../src/domain/store/term-store.ts'
import { type TermSort, termSorts } from '../../../src/domain/term/term.ts'
import { sortKey } from '../../../src/domain/text/sort-key.ts'
import { hasMembers } from '../../has-members.ts'
import { makeTerms } from '../../make-terms.ts'
import { ending, at as now, openFresh, publication, put, type StoreMember } from './newsroom.ts'

export function termContract(t: Test, member: StoreMember): void {
  t.test('names that differ only in letter case, width or spaces are the same term of a kind', async t => {
    const { store } = await openFresh(t, member)
    const names = ['Electric Ferries', ' electric  ferries', 'ELECTRIC\u00a0FERRIES', 'Ｅlectric Ferries']
    const [first, ...others] = await makeTerms(
      store,
      names.map(name => ({ kind: 'tag', name })),
    )
    t.ok(first)
    t.strictSame(others, [first, first, first])
    t.strictSame(await makeTerms(store, [{ kind: 'tag', name: 'Electric Ferries' }]), [first])
    t.not((await makeTerms(store, [{ kind: 'author', name: 'Electric Ferries' }]))[0], first)
    t.equal(await store.lastChange(), 0)
  })

  t.test('names with the same base slug get different slugs', async t => {
    const { store } = await openFresh(t, member)
    const names = ['C', 'C++', 'C#', '!!!', '???']
    const tagIds = await makeTerms(
      store,
      names.map(name => ({ kind: 'tag', name })),
    )
    await put(store, publication(1, { tagIds }))
    const { terms } = await store.terms('tag', { sort: 'slug', limit: 10 })
    t.strictSame(
      terms.map(({ slug, name, articles }) => [slug, name, articles]),
      [
        ['c', 'C', 1],
        ['c-2', 'C++', 1],
        ['c-3', 'C#', 1],
        ['tag', '!!!', 1],
        ['tag-2', '???', 1],
      ],
    )
  })

  t.test('a term is public while a delivered article has it, with the number of its articles', async t => {
    const { store } = await openFresh(t, member)
    const image = { url: 'https://example.org/a.jpg', variants: [] }
    const author = { kind: 'author' as const, name: 'A. Writer', pageUrl: 'https://example.org/a', image }
    const [id = ''] = await makeTerms(store, [author])
    t.equal(await store.term('author', 'a-writer'), undefined)
    await put(store, publication(1, { authorIds: [id] }), publication(2, { authorIds: [id] }))
    const term = { id, kind: 'author', slug: 'a-writer', name: 'A. Writer', image, pageUrl: 'https://example.org/a' }
    t.strictSame(await store.term('author', 'a-writer'), {
      kind: 'term',
      term: { ...term, articles: 2, latestPublishedAt: '2026-11-22T09:00:00Z' },
    })
    t.equal(await store.term('tag', 'a-writer'), undefined)
    await put(store, publication(1, { authorIds: [] }))
    hasMembers(t, await store.term('author', 'a-writer'), { term: { articles: 1 } })
    await put(store, ending(2, { reason: 'deleted', at: now }))
    t.equal(await store.term('author', 'a-writer'), undefined)
    t.strictSame(await store.terms('author', { sort: 'slug', limit: 5 }), {
      terms: [],
      hasNext: false,
      hasPrevious: false,
      ends: undefined,
    })
  })

  t.test('terms are paged by slug, in both directions', async t => {
    const { store } = await openFresh(t, member)
    const tagIds = await makeTerms(
      store,
      ['e', 'b', 'd', 'a', 'c'].map(name => ({ kind: 'tag', name })),
    )
    await put(store, publication(1, { tagIds }))
    const page = async (more: { from?: string; backwards?: boolean }) => {
      const { from, backwards } = more
      const place = from === undefined ? undefined : { at: from, slug: from }
      const query = { sort: 'slug', limit: 2, from: place, backwards } as const
      const { terms, hasNext, hasPrevious } = await store.terms('tag', query)
      return [terms.map(term => term.slug).join(''), hasNext, hasPrevious]
    }
    t.strictSame(await page({}), ['ab', true, false])
    t.strictSame(await page({ from: 'b' }), ['cd', true, true])
    t.strictSame(await page({ from: 'd' }), ['e', false, true])
    t.strictSame(await page({ from: 'e' }), ['', false, true])
    t.strictSame(await page({ backwards: true }), ['de', false, true])
    t.strictSame(await page({ from: 'd', backwards: true }), ['bc', true, true])
    t.strictSame(await page({ from: 'b', backwards: true }), ['a', true, false])
    t.strictSame(await page({ from: 'a', backwards: true }), ['', true, false])
  })

  t.test('terms are paged in every order, in both directions, for every prefix', async t => {
    const { store } = await openFresh(t, member)
    const names = ['Boats', 'boat', 'Äpfel', 'apple', 'Zebra', 'bread', 'bröd', '日本', 'Apple pie', 'x-ray']
    const tagIds = await makeTerms(
      store,
      names.map(name => ({ kind: 'tag', name })),
    )
    const day = (number: number) => instantOf(new Date(Date.UTC(2020, 0, number))) ?? ''
    const carried = Array.from({ length: 6 }, (_, article) =>
      tagIds.filter((_, index) => (index * 3 + article) % 4 < 2),
    )
    await put(
      store,
      ...carried.map((ids, article) => publication(article + 1, { tagIds: ids, publishedAt: day(1 + (article % 3)) })),
    )
    const all = (await store.terms('tag', { sort: 'slug', limit: 100 })).terms
    for (const { id, articles, latestPublishedAt } of all) {
      const days = carried.flatMap((ids, article) => (ids.includes(id) ? day(1 + (article % 3)) : []))
      t.strictSame([articles, latestPublishedAt], [days.length, days.sort().at(-1)])
    }
    const keys: Record<TermSort, (term: CountedTerm) => string> = {
      slug: () => '',
      name: ({ name }) => sortKey(name),
      '-articleCount': ({ articles }) => String(9 - articles),
      '-latestPublishedAt': ({ latestPublishedAt = '' }) => String(9 - Number(latestPublishedAt.slice(8, 10))),
    }
    for (const sort of termSorts) {
      for (const prefix of [
        undefined,
        { name: 'b', slug: 'b' },
        { name: 'apf', slug: 'apf' },
        { name: 'no', slug: 'no' },
      ]) {
        const expected = all
          .filter(({ name, slug }) => !prefix || sortKey(name).startsWith(prefix.name) || slug.startsWith(prefix.slug))
          .map(term => `${keys[sort](term)} ${term.slug}`)
          .sort()
          .map(text => text.split(' ').at(-1))
        for (const backwards of [false, true]) {
          const found: string[] = []
          let from: TermPosition | undefined
          for (;;) {
            const { terms, ends, hasNext, hasPrevious } = await store.terms('tag', {
              sort,
              prefix,
              limit: 3,
              from,
              backwards,
            })
            const slugs = terms.map(({ slug }) => slug)
            found.push(...(backwards ? slugs.reverse() : slugs))
            from = backwards ? ends?.first : ends?.last
            if (!(backwards ? hasPrevious : hasNext)) break
          }
          t.strictSame(backwards ? found.reverse() : found, expected, `${sort} ${prefix?.name}`)
        }
      }
    }
  })
}
