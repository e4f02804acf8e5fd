import type { Test } from 'tap'
import { makeTerms } from '../../make-terms.ts'
import { ending, at as now, openFresh, publication, put, type StoreMember } from './newsroom.ts'

export function termContract(t: Test, member: StoreMember): void {
  t.test('a name means one term of its kind, whatever its letter case, width and spaces', async t => {
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

  t.test('names that would have the same slug get their own', async t => {
    const { store } = await openFresh(t, member)
    const names = ['C', 'C++', 'C#', '!!!', '???']
    const tagIds = await makeTerms(
      store,
      names.map(name => ({ kind: 'tag', name })),
    )
    await put(store, publication(1, { tagIds }))
    const { terms } = await store.terms('tag', { limit: 10 })
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

  t.test('a term is seen while a delivered article carries it, with their number', async t => {
    const { store } = await openFresh(t, member)
    const image = { url: 'https://example.org/a.jpg', variants: [] }
    const author = { kind: 'author' as const, name: 'A. Writer', pageUrl: 'https://example.org/a', image }
    const [id = ''] = await makeTerms(store, [author])
    t.equal(await store.term('author', 'a-writer'), undefined)
    await put(store, publication(1, { authorIds: [id] }), publication(2, { authorIds: [id] }))
    const term = { id, kind: 'author', slug: 'a-writer', name: 'A. Writer', image, pageUrl: 'https://example.org/a' }
    t.strictSame(await store.term('author', 'a-writer'), { kind: 'term', term: { ...term, articles: 2 } })
    t.equal(await store.term('tag', 'a-writer'), undefined)
    await put(store, publication(1, { authorIds: [] }))
    t.match(await store.term('author', 'a-writer'), { term: { articles: 1 } })
    await put(store, ending(2, { reason: 'deleted', at: now }))
    t.equal(await store.term('author', 'a-writer'), undefined)
    t.strictSame(await store.terms('author', { limit: 5 }), { terms: [], hasNext: false, hasPrevious: false })
  })

  t.test('terms are paged by slug in both directions', async t => {
    const { store } = await openFresh(t, member)
    const tagIds = await makeTerms(
      store,
      ['e', 'b', 'd', 'a', 'c'].map(name => ({ kind: 'tag', name })),
    )
    await put(store, publication(1, { tagIds }))
    const page = async (more: { from?: string; backwards?: boolean }) => {
      const { terms, hasNext, hasPrevious } = await store.terms('tag', { limit: 2, ...more })
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
}
