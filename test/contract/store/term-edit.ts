import type { Test } from 'tap'
import { termGroup } from '../../../src/domain/change.ts'
import type { Id } from '../../../src/domain/id.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { decideCreate, decideEdit, decideMerge, type TermPatch } from '../../../src/domain/term/edit.ts'
import type { TermKind } from '../../../src/domain/term/term.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { makeTerms } from '../../make-terms.ts'
import { at, draft, json, large, logged, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

async function termId(store: Store, kind: TermKind, name: string): Promise<Id> {
  const [id = ''] = await makeTerms(store, [{ kind, name }])
  return id
}

function edit(store: Store, id: Id, patch: TermPatch) {
  const decide: Parameters<Store['writeTerm']>[1] = (now, around) => {
    if (!now) throw new Error('the test edits what is not there')
    return decideEdit(now, patch, around)
  }
  return store.writeTerm(id, decide, write)
}

function merge(store: Store, id: Id, into: Id) {
  const decide: Parameters<Store['writeTerm']>[1] = (now, around) => {
    if (!now) throw new Error('the test merges what is not there')
    return decideMerge(now, into, around)
  }
  return store.writeTerm(id, decide, write)
}

async function metadata(store: Store, number: number) {
  const found = await store.find(numberedId(number))
  return found?.kind === 'print' ? json(found.print.body).metadata : undefined
}

async function listed(store: Store, filter: object): Promise<number[]> {
  const { prints } = await store.list({ filter, sort: 'publishedAt', limit: 100 }, false)
  return prints.map(print => Number(print.articleId.slice(-12))).sort((a, b) => a - b)
}

export function termEditContract(t: Test, member: StoreMember): void {
  t.test('a renamed category has its new name in all its articles, and its old slug and name lead to it', async t => {
    const { store } = await openFresh(t, member)
    const categoryId = await termId(store, 'category', 'Transport')
    const more = { categoryId }
    await put(store, publication(1, more), publication(2, more), publication(3, more), publication(4), draft(5, more))
    const before = await store.lastChange()
    const term = await edit(store, categoryId, { name: 'On the move', slug: 'mobility' })
    t.strictSame(term, {
      version: 2,
      id: categoryId,
      kind: 'category',
      slug: 'mobility',
      name: 'On the move',
      articles: 3,
      formerSlugs: ['transport'],
      otherNames: ['transport'],
    })
    t.strictSame(await logged(store, before), ['reprinted 1', 'reprinted 2', 'reprinted 3'])
    t.strictSame(await store.reprint(at), { reprinted: 0, left: 0 })
    for (const number of [1, 2, 3])
      hasMembers(t, (await metadata(store, number)).category, { slug: 'mobility', name: 'On the move' })
    t.strictSame(await store.term('category', 'transport'), { kind: 'moved', slug: 'mobility' })
    t.strictSame(await listed(store, { category: ['transport'] }), [1, 2, 3])
    t.strictSame(await listed(store, { category: ['mobility'] }), [1, 2, 3])
    t.strictSame(
      [await termId(store, 'category', 'TRANSPORT'), await termId(store, 'category', 'on the  move')],
      [categoryId, categoryId],
    )
  })

  t.test('an edit of a term that no print contains writes one change row for caches', async t => {
    const { store } = await openFresh(t, member)
    const categoryId = await termId(store, 'category', 'Transport')
    await put(store, publication(1, { categoryId }), publication(2, { categoryId }))
    const before = await store.lastChange()
    await edit(store, categoryId, { description: 'Boats and buses.' })
    t.equal((await logged(store, before)).length, 1)
    hasMembers(t, await store.term('category', 'transport'), { term: { description: 'Boats and buses.', articles: 2 } })
    await edit(store, categoryId, { description: 'Boats and buses.' })
    t.equal((await logged(store, before)).length, 1, 'the same edit again writes no change row')
    await edit(store, categoryId, { description: null })
    hasMembers(t, await store.term('category', 'transport'), { term: { description: undefined, articles: 2 } })
  })

  t.test('a term is created once, and cannot take the name or slug of another', async t => {
    const { store } = await openFresh(t, member)
    const create = (number: number, wish: TermPatch & { name: string }) =>
      store.writeTerm(numberedId(number), (_, around) => decideCreate(numberedId(number), 'tag', wish, around), write)
    hasMembers(t, await create(1, { name: ' Boats ' }), { slug: 'boats', name: 'Boats', articles: 0, formerSlugs: [] })
    hasMembers(t, await create(2, { name: 'Boats!' }), { slug: 'boats-2' })
    await t.rejects(create(3, { name: 'BOATS' }), { code: 'term-taken' })
    await t.rejects(create(3, { name: 'Ships', slug: 'boats' }), { code: 'term-taken' })
    await t.rejects(create(3, { name: 'Ships', slug: 'No slug' }), {
      code: 'invalid-request',
      faults: [{ suggestion: 'no-slug' }],
    })
    await t.rejects(edit(store, numberedId(2), { slug: 'boats' }), { code: 'term-taken' })
    await t.rejects(edit(store, numberedId(2), { name: ' ' }), { code: 'invalid-request' })
    t.equal(await store.termOf('tag', numberedId(3)), undefined)
    t.equal(await store.termOf('author', numberedId(1)), undefined)
    const { terms } = await store.allTerms('tag', { limit: 10, q: 'oats!' })
    t.strictSame(
      terms.map(term => term.slug),
      ['boats-2'],
    )
    t.equal(await store.lastChange(), 0)
  })

  t.test('a merged tag is replaced by its target everywhere, without duplicates', async t => {
    const { store } = await openFresh(t, member)
    const [boats, ships, vessels] = await Promise.all(
      ['Boats', 'Ships', 'Vessels'].map(name => termId(store, 'tag', name)),
    )
    if (!boats || !ships || !vessels) throw new Error('the test made no tags')
    await put(
      store,
      publication(1, { tagIds: [boats] }),
      publication(2, { tagIds: [boats, ships] }),
      draft(3, { tagIds: [boats] }),
    )
    const before = await store.lastChange()
    hasMembers(t, await merge(store, boats, ships), {
      id: ships,
      articles: 2,
      formerSlugs: ['boats'],
      otherNames: ['boats'],
    })
    t.strictSame(await logged(store, before), ['reprinted 1', 'reprinted 2'])
    for (const number of [1, 2]) hasMembers(t, (await metadata(store, number)).tags, [{ id: ships, slug: 'ships' }])
    t.equal((await metadata(store, 2)).tags.length, 1)
    t.strictSame((await store.article(numberedId(3)))?.content.tagIds, [ships])
    t.equal(await termId(store, 'tag', 'boats'), ships)
    t.strictSame(await store.term('tag', 'boats'), { kind: 'moved', slug: 'ships' })
    t.strictSame(
      (await store.terms('tag', { sort: 'slug', limit: 5 })).terms.map(term => [term.slug, term.articles]),
      [['ships', 2]],
    )

    await merge(store, ships, vessels)
    hasMembers(t, await store.termOf('tag', boats), { id: vessels, articles: 2, formerSlugs: ['boats', 'ships'] })
    hasMembers(t, (await metadata(store, 1)).tags, [{ id: vessels }])
    await put(store, publication(1, { tagIds: [boats, vessels] }))
    t.strictSame((await metadata(store, 1)).tags.length, 1, 'replaces the merged tag in a later edition')
    await t.rejects(merge(store, boats, vessels), { code: 'invalid-request' }, 'refuses to merge a tag again')
    await t.rejects(merge(store, vessels, numberedId(77)), { code: 'term-not-found' })
    t.strictSame(
      (await store.allTerms('tag', { limit: 10 })).terms.map(term => term.slug),
      ['vessels'],
    )
  })

  t.test('a merge of a tag without articles writes a change of one article of the target', async t => {
    const { store } = await openFresh(t, member)
    const [boats, ships, canoes] = await Promise.all(
      ['Boats', 'Ships', 'Canoes'].map(name => termId(store, 'tag', name)),
    )
    if (!boats || !ships || !canoes) throw new Error('the test made no tags')
    await put(store, publication(1, { tagIds: [ships] }))
    const before = await store.lastChange()
    await merge(store, boats, ships)
    t.strictSame(await listed(store, { tag: ['boats'] }), [1])
    const [row] = await store.changes(before, 2)
    hasMembers(t, row, { kind: 'reprinted', articleId: numberedId(1), seq: before + 1 })
    t.ok(row?.groups.includes(termGroup('tag', ships)))
    await merge(store, ships, canoes)
    const rows = await store.changes(before + 1, 2)
    const groups = [termGroup('tag', ships), termGroup('tag', canoes)]
    t.strictSame(
      rows.map(row => groups.filter(name => row.groups.includes(name))),
      [groups],
    )
  })

  t.test(
    'a merge in more than 100 articles is a job, during which lists are complete and both slugs work',
    large(member),
    async t => {
      const { store } = await openFresh(t, member)
      const [boats, ships] = await Promise.all(['Boats', 'Ships'].map(name => termId(store, 'tag', name)))
      if (!boats || !ships) throw new Error('the test made no tags')
      const numbers = Array.from({ length: 101 }, (_, index) => index + 1)
      await put(store, ...numbers.map(number => publication(number, { tagIds: [boats] })))
      const before = await store.lastChange()
      await merge(store, boats, ships)
      t.equal((await logged(store, before)).length, 1)
      t.strictSame(await store.term('tag', 'boats'), { kind: 'moved', slug: 'ships' })
      for (let left = 1; left > 0; ) {
        for (const slug of ['boats', 'ships']) t.equal(await store.count({ tag: [slug] }), 101)
        hasMembers(t, await store.termOf('tag', ships), { articles: 101 })
        left = (await store.reprint(at)).left
      }
      t.equal((await logged(store, before)).length, 101, 'reprints each article once')
      for (const number of [1, 50, 101]) hasMembers(t, (await metadata(store, number)).tags, [{ slug: 'ships' }])
      hasMembers(t, await store.term('tag', 'ships'), { term: { articles: 101 } })
    },
  )
}
