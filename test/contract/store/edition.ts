import type { Test } from 'tap'
import { publish } from '../../../src/domain/article/publish.ts'
import { article, numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { at, openFresh, publication, put, type StoreMember } from './newsroom.ts'

export function editionContract(t: Test, member: StoreMember): void {
  t.test('editions are listed newest first, in both directions, with their notes', async t => {
    const { store } = await openFresh(t, member)
    for (const title of ['A', 'B', 'C', 'D']) await put(store, publication(1, { title }))
    const note = { id: numberedId(50), kind: 'correction', note: 'It was five.', sectionAnchors: [] }
    await put(store, {
      target: { id: numberedId(1) },
      decide(now, around) {
        const published = publish(now ?? article(), at, around.corrections(numberedId(1)), note)
        return published ? { ...published, audit: { action: 'publish' } } : { unchanged: true }
      },
    })
    await put(store, publication(2))
    const page = async (more: { limit: number; from?: number; backwards?: boolean }) => {
      const { editions, hasNext, hasPrevious } = await store.editions(numberedId(1), more)
      return [editions.map(one => one.number).join(''), hasNext, hasPrevious]
    }
    t.strictSame(await page({ limit: 2 }), ['54', true, false])
    t.strictSame(await page({ limit: 2, from: 4 }), ['32', true, true])
    t.strictSame(await page({ limit: 2, from: 2 }), ['1', false, true])
    t.strictSame(await page({ limit: 2, from: 2, backwards: true }), ['43', true, true])
    t.strictSame(await page({ limit: 2, from: 4, backwards: true }), ['5', true, false])
    const { editions } = await store.editions(numberedId(1), { limit: 5 })
    t.strictSame(
      editions.map(one => [one.title, one.correction?.note]),
      [
        ['D', 'It was five.'],
        ['D', undefined],
        ['C', undefined],
        ['B', undefined],
        ['A', undefined],
      ],
    )
    hasMembers(t, await store.edition(numberedId(1), 2), { number: 2, content: { title: 'B' }, corrections: [] })
    hasMembers(t, await store.edition(numberedId(1), 5), { corrections: [{ note: 'It was five.', edition: 5 }] })
    t.equal(await store.edition(numberedId(1), 6), undefined)
    t.strictSame(await store.editions(numberedId(9), { limit: 5 }), {
      editions: [],
      hasNext: false,
      hasPrevious: false,
    })
  })
}
