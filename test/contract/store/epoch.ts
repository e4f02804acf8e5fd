import type { Test } from 'tap'
import type { Store } from '../../../src/domain/store/store.ts'
import { site } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import {
  at,
  draft,
  json,
  linking,
  logged,
  openFresh,
  publication,
  put,
  reprintAll,
  type StoreMember,
} from './newsroom.ts'

const moved = { ...site, publicUrl: 'https://moved.example.org' }
const renamed = { ...site, title: 'Another title' }

/** The URL, revision and mark of a delivered article. */
async function shown(store: Store, ref: string) {
  const found = await store.find(ref)
  if (found?.kind !== 'print') throw new Error(`${ref} is not delivered`)
  const { url, revision } = json(found.print.body)
  return { url, revision, mark: found.print.mark }
}

const address = (slug: string, of = site) => `${of.publicUrl}/v1/articles/${slug}`

export function epochContract(t: Test, member: StoreMember): void {
  t.test(
    'a process of the newest configuration reprints everything once, and a process of an older one reprints nothing',
    async t => {
      const { store, claimed } = await openFresh(t, member)
      await put(store, publication(1), publication(2))
      const newer = await claimed(moved)
      t.equal(await newer.otherEpoch(), undefined)
      t.strictSame(await store.otherEpoch(), { publicUrl: moved.publicUrl, recordedAt: at })
      await reprintAll(newer)
      const last = await newer.lastChange()
      t.equal(last, 4)
      for (let round = 0; round < 3; round += 1) {
        hasMembers(t, await shown(store, 'article-1'), { url: address('article-1', moved) })
        t.strictSame(await store.reprint(at), {
          reprinted: 0,
          left: 0,
          other: { publicUrl: moved.publicUrl, recordedAt: at },
        })
        t.strictSame(await newer.reprint(at), { reprinted: 0, left: 0 })
        const { prints } = await store.list({ filter: {}, sort: 'publishedAt', limit: 2 }, false)
        t.equal(prints.length, 2)
      }
      t.equal(await newer.lastChange(), last)
    },
  )

  t.test('reprints make progress on a database that takes longer for one read than for a batch', async t => {
    const { store, claimed } = await openFresh(t, member)
    await put(store, publication(1), publication(2), publication(3))
    const newer = await claimed(moved)
    const { now } = performance
    let passed = now.call(performance)
    t.teardown(() => {
      performance.now = now
    })
    performance.now = () => {
      passed += 20
      return passed
    }
    hasMembers(t, await shown(newer, 'article-2'), { url: address('article-2', moved) })
    hasMembers(t, await newer.reprint(at), { reprinted: 1 })
    hasMembers(t, await newer.reprint(at), { reprinted: 1, left: 0 })
    t.equal(await newer.lastChange(), 6)
  })

  t.test('an article that a process of another configuration publishes is reprinted once', async t => {
    const { store, claimed } = await openFresh(t, member)
    const newer = await claimed(moved)
    await put(store, publication(1))
    hasMembers(t, await shown(store, 'article-1'), { url: address('article-1'), revision: 1 })
    hasMembers(t, await shown(newer, 'article-1'), { url: address('article-1', moved), revision: 2 })
    hasMembers(t, await shown(store, 'article-1'), { url: address('article-1', moved), revision: 2 })
    await put(store, publication(2))
    await reprintAll(newer)
    hasMembers(t, await shown(store, 'article-2'), { url: address('article-2', moved), revision: 4 })
    t.equal(await newer.lastChange(), 4)
  })

  t.test(
    'a process of another configuration leaves stale prints to a process of the recorded configuration',
    async t => {
      const { store, claimed } = await openFresh(t, member)
      await put(store, publication(1, linking(2)), publication(2))
      const newer = await claimed(moved)
      await reprintAll(newer)
      const before = await newer.lastChange()
      await put(store, publication(2, { slug: 'elsewhere' }))
      t.strictSame(await logged(store, before), ['published 2'])
      const found = await newer.find('article-1')
      const link = found?.kind === 'print' && json(found.print.body).sections[0].blocks[0].content[0].link
      t.strictSame(link, { href: `${address('elsewhere')}.html`, articleId: link.articleId, slug: 'elsewhere' })
      await reprintAll(newer)
      const again = await newer.find('article-1')
      hasMembers(t, again?.kind === 'print' && json(again.print.body).sections[0].blocks[0].content[0].link, {
        href: `${address('elsewhere', moved)}.html`,
      })
    },
  )

  t.test('a configuration that was recorded before becomes current again only if it takes over', async t => {
    const { store, claimed } = await openFresh(t, member)
    await put(store, publication(1, linking(2)), publication(2))
    const newer = await claimed(moved)
    await put(newer, publication(2, { slug: 'two' }))
    const back = await claimed()
    hasMembers(t, await back.otherEpoch(), { publicUrl: moved.publicUrl })
    hasMembers(t, await shown(back, 'two'), { url: address('two', moved) })
    const taker = await claimed(site, true)
    t.equal(await taker.otherEpoch(), undefined)
    t.equal(await back.otherEpoch(), undefined, 'it is current in every process of that configuration')
    hasMembers(t, await newer.otherEpoch(), { publicUrl: site.publicUrl })
    await reprintAll(back)
    hasMembers(t, await shown(newer, 'two'), { url: address('two') })
    const found = await newer.find('article-1')
    hasMembers(t, found?.kind === 'print' && json(found.print.body).sections[0].blocks[0].content[0].link, {
      href: `${address('two')}.html`,
    })
    const last = await back.lastChange()
    await claimed(site, true)
    await reprintAll(back)
    t.equal(await back.lastChange(), last)
  })

  t.test('a reprint with the same bytes keeps revision and mark, and writes no change row', async t => {
    const { store, claimed } = await openFresh(t, member)
    const group = { translationGroup: '0190a000-0000-7000-8000-000000000099' }
    await put(store, publication(1, linking(2), group), publication(2, { language: 'de' }, group), publication(3))
    const before = await Promise.all([1, 2, 3].map(number => shown(store, `article-${number}`)))
    const last = await store.lastChange()
    const newer = await claimed(renamed)
    t.equal(await reprintAll(newer), 3)
    t.strictSame(await newer.reprint(at), { reprinted: 0, left: 0 })
    t.strictSame(await Promise.all([1, 2, 3].map(number => shown(newer, `article-${number}`))), before)
    t.equal(await newer.lastChange(), last)
    await put(newer, publication(2, { slug: 'zwei' }))
    t.strictSame(await logged(newer, last), ['published 2', 'reprinted 1'], 'keeps the links between prints')
  })

  t.test('reads at once reprint each article once, and return the new print', async t => {
    const { store, claimed } = await openFresh(t, member)
    const numbers = [1, 2, 3, 4, 5, 6]
    await put(store, ...numbers.map(number => publication(number)))
    const last = await store.lastChange()
    const newer = await claimed(moved)
    const wanted = [...numbers, ...numbers]
    const urls = wanted.map(async number => (await shown(newer, `article-${number}`))?.url)
    t.strictSame(
      await Promise.all(urls),
      wanted.map(number => address(`article-${number}`, moved)),
    )
    t.strictSame(
      (await logged(newer, last)).sort(),
      numbers.map(number => `reprinted ${number}`),
    )
  })

  t.test('a print that left its translation group without a change is not reprinted for the group', async t => {
    const { store } = await openFresh(t, member)
    const group = { translationGroup: '0190a000-0000-7000-8000-000000000099' }
    await put(store, publication(1, {}, group))
    await put(store, draft(1, {}, { translationGroup: undefined }))
    const last = await store.lastChange()
    await put(store, publication(2, { language: 'de' }, group))
    t.strictSame(await logged(store, last), ['published 2'])
  })
}
