import type { Test } from 'tap'
import { nothingDelivered } from '../../../src/domain/change.ts'
import type { Copy, Extent } from '../../../src/domain/store/log/sync-store.ts'
import { decideMerge } from '../../../src/domain/term/edit.ts'
import { numberedId, site } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { makeTerms } from '../../make-terms.ts'
import { at, ending, json, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

const all = (of: Extent['of']): Extent => ({ of, bytes: Number.POSITIVE_INFINITY })
const numbers = (copies: readonly Copy[]) => copies.map(({ articleId }) => Number(articleId.slice(-12)))
const publishedAt = (day: number) => `2026-01-0${day}T00:00:00Z`

export function syncContract(t: Test, member: StoreMember): void {
  t.test('syncWalk returns articles newest first, after a position, within a limit of bytes', async t => {
    const { store } = await openFresh(t, member)
    await put(store, ...[1, 2, 3, 4].map(day => publication(day, { publishedAt: publishedAt(day) })))
    const first = await store.syncWalk({ filter: {}, limit: 2 }, all('item'))
    t.strictSame([numbers(first.copies), first.hasNext], [[4, 3], true])
    const from = { at: publishedAt(3), id: numberedId(3) }
    const second = await store.syncWalk({ filter: {}, limit: 2, from }, all('item'))
    t.strictSame([numbers(second.copies), second.hasNext], [[2, 1], false])
    const tight = await store.syncWalk({ filter: {}, limit: 4 }, { of: 'item', bytes: 1 })
    t.strictSame([numbers(tight.copies), tight.hasNext], [[4], true], 'returns at least one article')
    t.strictSame(await store.syncWalk({ filter: { language: ['de'] }, limit: 2 }, all('item')), {
      copies: [],
      hasNext: false,
    })
  })

  t.test('syncWalk returns the requested extent of each article', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, { publishedAt: publishedAt(1) }))
    const [ref, item, body] = await Promise.all(
      (['ref', 'item', 'body'] as const).map(
        async of => (await store.syncWalk({ filter: {}, limit: 1 }, all(of))).copies[0],
      ),
    )
    t.strictSame(ref, {
      articleId: numberedId(1),
      slug: 'article-1',
      language: 'en',
      revision: 1,
      publishedAt: publishedAt(1),
    })
    const [stored] = await store.listByIds([numberedId(1)], false)
    t.strictSame(item, stored)
    hasMembers(t, json((body as { body: Uint8Array }).body), { id: numberedId(1), sections: [] })
  })

  t.test(
    'deliveryStates returns delivered, ended and unknown articles in the order of the ids, within a limit of bytes',
    async t => {
      const { store } = await openFresh(t, member)
      const [tag = ''] = await makeTerms(store, [{ kind: 'tag', name: 'X' }])
      await put(store, publication(1, { tagIds: [tag], language: 'de' }), publication(2))
      await put(store, ending(2, { reason: 'withdrawn', at, note: 'Wrong' }))
      const ids = [2, 9, 1].map(number => numberedId(number))
      const tombstone = { id: numberedId(2), slug: 'article-2', revision: 3, reason: 'withdrawn', at, note: 'Wrong' }
      const found = await store.deliveryStates(ids, all('ref'))
      t.strictSame(found.slice(0, 2), [{ tombstone }, undefined])
      hasMembers(t, found[2], {
        delivered: { delivered: true, language: 'de', tagIds: [tag], authorIds: [] },
        copy: { articleId: numberedId(1), slug: 'article-1', revision: 1 },
      })
      t.strictSame((await store.changes(0, 1))[0]?.after, Object(found[2]).delivered, 'equals the state in the log')
      t.strictSame((await store.changes(2, 1))[0]?.after, nothingDelivered)
      await put(store, publication(3), publication(4))
      const several = [1, 3, 4].map(number => numberedId(number))
      t.equal((await store.deliveryStates(several, { of: 'item', bytes: 1 })).length, 1)
      t.strictSame(await store.deliveryStates([], all('item')), [])
    },
  )

  t.test('prints of another epoch are reprinted before they are copied', async t => {
    const { store, claimed } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await store.close()
    const moved = await claimed({ ...site, publicUrl: 'https://moved.example.org' })
    const [one] = await moved.deliveryStates([numberedId(1)], all('item'))
    hasMembers(t, one, { copy: { revision: 3 } })
    const { copies } = await moved.syncWalk({ filter: {}, limit: 5 }, all('item'))
    const urls = copies.map(copy => json(Object(copy).item).url)
    t.ok(urls.every((url: string) => url.startsWith('https://moved.example.org/')))
    t.equal(await moved.lastChange(), 4)
  })

  t.test('filterTerms returns the ids of known slugs, and nothing for an empty filter', async t => {
    const { store } = await openFresh(t, member)
    const [category = '', tag = ''] = await makeTerms(store, [
      { kind: 'category', name: 'News' },
      { kind: 'tag', name: 'News' },
    ])
    t.strictSame(await store.filterTerms({}), { named: {}, delivered: {}, matching: {}, unknown: [] })
    const ids = { category: [category], tag: [tag] }
    t.strictSame(await store.filterTerms({ category: ['news', 'none'], tag: ['news', 'news'] }), {
      named: ids,
      delivered: { category: [], tag: [] },
      matching: ids,
      unknown: ['category:news', 'category:none', 'tag:news'],
    })
    t.strictSame(await store.filterTerms({ tag: [] }), {
      named: { tag: [] },
      delivered: { tag: [] },
      matching: { tag: [] },
      unknown: [],
    })
    const [other = ''] = await makeTerms(store, [{ kind: 'tag', name: 'Old' }])
    await store.writeTerm(
      other,
      (now, around) => decideMerge(now ?? { id: other, kind: 'tag', slug: '', name: '' }, tag, around),
      write,
    )
    const { named, matching } = await store.filterTerms({ tag: ['news'] })
    await put(store, publication(1, { tagIds: [tag] }))
    t.strictSame((await store.filterTerms({ tag: ['news'] })).delivered, { tag: [tag] })
    t.strictSame([named.tag, matching.tag?.toSorted()], [[tag], [tag, other].sort()])
    t.strictSame((await store.filterTerms({ tag: ['old'] })).named, { tag: [tag] })
  })

  t.test('version changes after every commit, and only then, or is never known', async t => {
    const { store, again } = await openFresh(t, member)
    const other = await again()
    const seen = [store.version(), store.version()]
    await put(store, publication(1))
    seen.push(store.version())
    await put(other, publication(2))
    seen.push(store.version(), store.version())
    // NaN, which equals no version, where a version would need a query.
    const expected = Number.isNaN(seen[0]) ? [-1, -1, -1, -1, -1] : [0, 0, 2, 3, 3]
    t.strictSame(
      seen.map(version => seen.indexOf(version)),
      expected,
    )
  })
}
