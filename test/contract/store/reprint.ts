import type { Test } from 'tap'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId, site } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import {
  at,
  draft,
  ending,
  json,
  large,
  linking,
  logged,
  openFresh,
  publication,
  put,
  reprintAll,
  type StoreMember,
  seen,
} from './newsroom.ts'

/** The target of the link in such a print. */
async function leadsTo(store: Store, ref: string): Promise<string | undefined> {
  const found = await store.find(ref)
  if (found?.kind !== 'print') return undefined
  return json(found.print.body).sections[0].blocks[0].content[0].link?.href
}

const pageOf = (slug: string, of = site) => `${of.publicUrl}/v1/articles/${slug}.html`

export function reprintContract(t: Test, member: StoreMember): void {
  t.test('articles are reprinted when an article that they link to is published, moves or ends', async t => {
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
    t.strictSame(await logged(store), [
      ...['published 1', 'published 3'],
      ...['published 2', 'reprinted 1'],
      ...['published 2', 'reprinted 1'],
      'published 2',
      ...['withdrawn 2', 'reprinted 1'],
    ])
    hasMembers(t, await seen(store, 'article-1'), { edition: 1, revision: 9 })
    const [reprinted] = await store.changes(8, 1)
    t.strictSame(reprinted?.before, reprinted?.after)
  })

  t.test('an article that links to itself has its own address, also after a new slug', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, linking(1)))
    t.equal(await leadsTo(store, 'article-1'), pageOf('article-1'))
    await put(store, publication(1, { slug: 'anew' }))
    t.equal(await leadsTo(store, 'anew'), pageOf('anew'))
  })

  t.test('an article that links to several articles of a batch is reprinted once', async t => {
    const { store } = await openFresh(t, member)
    const both = [...(linking(2).sections ?? []), ...(linking(3).sections ?? []).map(one => ({ ...one, anchor: 'b' }))]
    await put(store, publication(1, { sections: both }))
    await put(store, publication(2), publication(3), draft(4))
    t.strictSame(await logged(store, 1), ['published 2', 'published 3', 'reprinted 1'])
  })

  t.test('translations list each other after publication, a new slug, a change of group and an end', async t => {
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
    t.not(Object(await seen(store, numberedId(2))).title, 'Later', 'does not publish the title of the draft')
    t.strictSame(await logged(store, before), ['reprinted 1', 'reprinted 2', 'reprinted 3'])
    await put(store, draft(4, {}, { translationGroup: numberedId(91) }))
    t.equal(await store.lastChange(), before + 3, 'writes no change for a draft of the group')
    await put(store, publication(2, {}, group))
    t.strictSame(await translations(1), ['zwei', 'article-3'])
    await put(store, ending(1, { reason: 'expired', at }))
    t.strictSame(await translations(3), ['zwei'])
  })

  t.test('a job reprints more than 100 linking articles, each once', large(member), async t => {
    const { store } = await openFresh(t, member)
    const linkers = Array.from({ length: 101 }, (_, index) => publication(10 + index, linking(1)))
    await put(store, publication(1), ...linkers)
    const before = await store.lastChange()
    await put(store, publication(1, { slug: 'moved-once' }))
    t.strictSame(await logged(store, before), ['published 1'])
    t.equal(await leadsTo(store, 'article-50'), pageOf('article-1'))
    await put(store, publication(1, { slug: 'moved-twice' }))
    await put(store, publication(60))
    t.equal(await reprintAll(store), 100)
    t.strictSame(await store.reprint(at), { reprinted: 0, left: 0 })
    for (const number of [10, 60, 110]) t.equal(await leadsTo(store, `article-${number}`), pageOf('moved-twice'))
    t.equal(await store.lastChange(), before + 3 + 100)
  })

  t.test('100 linking articles are reprinted at once', large(member), async t => {
    const { store } = await openFresh(t, member)
    const linkers = Array.from({ length: 100 }, (_, index) => publication(10 + index, linking(1)))
    await put(store, publication(1), ...linkers)
    await put(store, publication(1, { slug: 'moved' }))
    t.strictSame(await store.reprint(at), { reprinted: 0, left: 0 })
    t.equal(await leadsTo(store, 'article-109'), pageOf('moved'))
  })

  t.test('a print of another epoch is reprinted with a change row before it is returned', async t => {
    const { store, claimed } = await openFresh(t, member)
    await put(store, publication(1, linking(2)), publication(2), publication(3), publication(4))
    await store.close()
    const moved = { ...site, publicUrl: 'https://moved.example.org' }
    const later = await claimed(moved)
    const before = await later.lastChange()
    hasMembers(t, await seen(later, 'article-3'), { url: `${moved.publicUrl}/v1/articles/article-3`, edition: 1 })
    const { prints } = await later.list({ filter: {}, sort: 'publishedAt', limit: 2 }, true)
    t.ok(prints.every(print => json(print.item).url.startsWith(moved.publicUrl)))
    const [fourth] = await later.listByIds([numberedId(4)], false)
    hasMembers(t, json(fourth?.item ?? new Uint8Array()), { url: `${moved.publicUrl}/v1/articles/article-4` })
    await reprintAll(later)
    t.equal(await leadsTo(later, 'article-1'), pageOf('article-2', moved))
    const kinds = new Set(await logged(later, before))
    t.strictSame(kinds, new Set([1, 2, 3, 4].map(number => `reprinted ${number}`)))
    t.strictSame(await later.reprint(at), { reprinted: 0, left: 0 })
  })

  t.test(
    'the background job reprints all articles of an old epoch, with the links between them',
    large(member),
    async t => {
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
    },
  )
}
