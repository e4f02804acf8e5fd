import type { Test } from 'tap'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId, site } from '../../domain/sample.ts'
import {
  at,
  draft,
  ending,
  json,
  linking,
  openFresh,
  publication,
  put,
  reprintAll,
  type StoreMember,
  seen,
  told,
} from './newsroom.ts'

/** Where the link of such a print leads. */
async function leadsTo(store: Store, ref: string): Promise<string | undefined> {
  const found = await store.find(ref)
  if (found?.kind !== 'print') return undefined
  return json(found.print.body).sections[0].blocks[0].content[0].link?.href
}

const pageOf = (slug: string, of = site) => `${of.publicUrl}/v1/articles/${slug}.html`

export function reprintContract(t: Test, member: StoreMember): void {
  t.test('a linked article that comes, moves or goes has what links to it printed again', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, linking(2)), publication(3))
    t.equal(await leadsTo(store, 'article-1'), undefined)
    await put(store, publication(2))
    t.equal(await leadsTo(store, 'article-1'), pageOf('article-2'))
    await put(store, publication(2, { slug: 'elsewhere' }))
    t.equal(await leadsTo(store, 'article-1'), pageOf('elsewhere'))
    await put(store, publication(2, { title: 'Other words' }))
    await put(store, ending(2, { reason: 'deleted', at }))
    t.equal(await leadsTo(store, 'article-1'), undefined)
    t.strictSame(await told(store), [
      ...['published 1', 'published 3'],
      ...['published 2', 'reprinted 1'],
      ...['published 2', 'reprinted 1'],
      'published 2',
      ...['withdrawn 2', 'reprinted 1'],
    ])
    t.match(await seen(store, 'article-1'), { edition: 1, revision: 9 })
    const [reprinted] = await store.changes(8, 1)
    t.strictSame(reprinted?.before, reprinted?.after)
  })

  t.test('an article that links to itself finds its own address', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, linking(1)))
    t.equal(await leadsTo(store, 'article-1'), pageOf('article-1'))
    await put(store, publication(1, { slug: 'anew' }))
    t.equal(await leadsTo(store, 'anew'), pageOf('anew'))
  })

  t.test('an article that links to several of one batch is printed again once', async t => {
    const { store } = await openFresh(t, member)
    const both = [...(linking(2).sections ?? []), ...(linking(3).sections ?? []).map(one => ({ ...one, anchor: 'b' }))]
    await put(store, publication(1, { sections: both }))
    await put(store, publication(2), publication(3), draft(4))
    t.strictSame(await told(store, 1), ['published 2', 'published 3', 'reprinted 1'])
  })

  t.test('translations show each other as they come, are renamed, change group and go', async t => {
    const { store } = await openFresh(t, member)
    const group = { translationGroup: numberedId(90) }
    const translations = async (number: number) => {
      const found = await store.find(numberedId(number))
      const list: { slug: string }[] = found?.kind === 'print' ? json(found.print.body).metadata.translations : []
      return list.map(one => one.slug)
    }
    await put(store, publication(1, {}, group))
    await put(store, publication(2, { language: 'de' }, group), publication(3, { language: 'fr' }, group))
    t.strictSame(await translations(1), ['article-2', 'article-3'])
    t.strictSame(await translations(2), ['article-1', 'article-3'])
    await put(store, publication(2, { slug: 'zwei' }))
    t.strictSame(await translations(3), ['zwei', 'article-1'])

    const before = await store.lastChange()
    await put(store, draft(2, { title: 'Later' }, { translationGroup: undefined }))
    t.strictSame(await translations(3), ['article-1'])
    t.strictSame(await translations(2), [])
    t.notMatch(await seen(store, numberedId(2)), { title: 'Later' }, 'of what it says nothing is told')
    t.strictSame(await told(store, before), ['reprinted 1', 'reprinted 2', 'reprinted 3'])
    await put(store, draft(4, {}, { translationGroup: numberedId(91) }))
    t.equal(await store.lastChange(), before + 3, 'a draft is nobody’s translation in public')
    await put(store, publication(2, {}, group))
    t.strictSame(await translations(1), ['zwei', 'article-3'])
    await put(store, ending(1, { reason: 'expired', at }))
    t.strictSame(await translations(3), ['zwei'])
  })

  t.test('above a hundred, what links to an article is left to a job, and nothing is printed twice', async t => {
    const { store } = await openFresh(t, member)
    const linkers = Array.from({ length: 101 }, (_, index) => publication(10 + index, linking(1)))
    await put(store, publication(1), ...linkers)
    const before = await store.lastChange()
    await put(store, publication(1, { slug: 'moved-once' }))
    t.strictSame(await told(store, before), ['published 1'])
    t.equal(await leadsTo(store, 'article-50'), pageOf('article-1'))
    await put(store, publication(1, { slug: 'moved-twice' }))
    await put(store, publication(60))
    t.equal(await reprintAll(store), 100)
    t.strictSame(await store.reprint(at), { reprinted: 0, left: 0 })
    for (const number of [10, 60, 110]) t.equal(await leadsTo(store, `article-${number}`), pageOf('moved-twice'))
    t.equal(await store.lastChange(), before + 3 + 100)
  })

  t.test('exactly a hundred are printed again at once', async t => {
    const { store } = await openFresh(t, member)
    const linkers = Array.from({ length: 100 }, (_, index) => publication(10 + index, linking(1)))
    await put(store, publication(1), ...linkers)
    await put(store, publication(1, { slug: 'moved' }))
    t.strictSame(await store.reprint(at), { reprinted: 0, left: 0 })
    t.equal(await leadsTo(store, 'article-109'), pageOf('moved'))
  })

  t.test('a print of another epoch is made again before it is answered, with a change row', async t => {
    const { store, claimed } = await openFresh(t, member)
    await put(store, publication(1, linking(2)), publication(2), publication(3), publication(4))
    await store.close()
    const moved = { ...site, publicUrl: 'https://moved.example.org' }
    const later = await claimed(moved)
    const before = await later.lastChange()
    t.match(await seen(later, 'article-3'), { url: `${moved.publicUrl}/v1/articles/article-3`, edition: 1 })
    const { prints } = await later.list({ filter: {}, sort: 'publishedAt', limit: 2 }, true)
    t.ok(prints.every(print => json(print.item).url.startsWith(moved.publicUrl)))
    const [fourth] = await later.listByIds([numberedId(4)], false)
    t.match(json(fourth?.item ?? new Uint8Array()), { url: `${moved.publicUrl}/v1/articles/article-4` })
    await reprintAll(later)
    t.equal(await leadsTo(later, 'article-1'), pageOf('article-2', moved))
    const kinds = new Set(await told(later, before))
    t.strictSame(kinds, new Set([1, 2, 3, 4].map(number => `reprinted ${number}`)))
    t.strictSame(await later.reprint(at), { reprinted: 0, left: 0 })
  })

  t.test('a new epoch is worked off in the background, links between articles included', async t => {
    const { store, claimed } = await openFresh(t, member)
    const ring = Array.from({ length: 40 }, (_, index) => publication(index + 1, linking(((index + 1) % 40) + 1)))
    await put(store, ...ring)
    await store.close()
    const moved = { ...site, publicUrl: 'https://moved.example.org' }
    const later = await claimed(moved)
    t.ok((await reprintAll(later)) >= 40)
    for (let number = 1; number <= 40; number += 1) {
      t.equal(await leadsTo(later, `article-${number}`), pageOf(`article-${(number % 40) + 1}`, moved))
    }
  })
}
