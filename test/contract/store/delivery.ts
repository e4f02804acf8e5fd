import type { Test } from 'tap'
import { articleGroup, languageGroup, listGroup, nothingDelivered, termGroup } from '../../../src/domain/change.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { makeTerms } from '../../make-terms.ts'
import { at, draft, ending, json, logged, openFresh, publication, put, type StoreMember, seen } from './newsroom.ts'

const id = numberedId(1)

export function deliveryContract(t: Test, member: StoreMember): void {
  t.test('does not deliver a draft by slug, id, list, count or change', async t => {
    const { store } = await openFresh(t, member)
    await put(store, draft(1))
    t.equal(await store.find('article-1'), undefined)
    t.equal(await store.find(id), undefined)
    t.equal(await store.count({}), 0)
    t.strictSame(await store.changes(0, 10), [])
  })

  t.test('delivers a publication with its revision, by slug and by id', async t => {
    const { store } = await openFresh(t, member)
    const [written] = await put(store, publication(1, { publishedAt: '2020-02-02T02:02:02Z' }))
    t.equal(written?.revision, 1)
    const found = await store.find('article-1')
    t.strictSame(await store.find(id), found)
    if (found?.kind !== 'print') throw new Error('not a print')
    const { body, item, layout, epoch, mark, stable, ...rest } = found.print
    t.match(mark, /^[\w-]{6}$/)
    hasMembers(t, stable, { hash: /^[\w-]{16}$/, since: 1 })
    t.strictSame(rest, {
      articleId: id,
      slug: 'article-1',
      language: 'en',
      revision: 1,
      printedAt: at,
      canonicalUrl: 'https://news.example.org/v1/articles/article-1.html',
      publishedAt: '2020-02-02T02:02:02Z',
      updatedAt: '2020-02-02T02:02:02Z',
      views: 0,
    })
    hasMembers(t, json(body), { id, slug: 'article-1', edition: 1, revision: 1, sections: [] })
    hasMembers(t, json(item), { id, slug: 'article-1', edition: 1, revision: 1 })
    t.strictSame(json(body.subarray(...layout.metadata)), json(body).metadata)
  })

  t.test('readAt finds an article by the first URL at which an article can be read', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2, { canonicalUrl: 'https://www.example.org/two?p=2' }), draft(3))
    const found = async (...urls: string[]) => {
      const one = await store.readAt(urls)
      return one?.kind === 'print' ? one.print.slug : one?.kind
    }
    const at = (number: number) => `https://news.example.org/v1/articles/article-${number}.html`
    t.equal(await found(at(1)), 'article-1')
    t.equal(await found('https://www.example.org/none', 'https://www.example.org/two?p=2', at(1)), 'article-2')
    t.equal(await found(at(2), at(3), 'https://www.example.org/two'), undefined)
    t.equal(await found(), undefined)
  })

  t.test('an edit of a published article is not public until the article is published again', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1))
    const before = await store.find('article-1')
    await put(store, draft(1, { title: 'Ahead', slug: 'ahead' }))
    t.strictSame(await store.find('article-1'), before)
    t.equal(await store.find('ahead'), undefined)
    const [again] = await put(store, publication(1))
    t.equal(again?.revision, 2)
    hasMembers(t, await seen(store, 'ahead'), { title: 'Ahead', edition: 2, revision: 2 })
  })

  t.test('former slugs lead to the article after several changes, also former slugs from its source', async t => {
    const { store } = await openFresh(t, member)
    for (const slug of ['one', 'two', 'three']) await put(store, publication(1, { slug }))
    await put(store, {
      target: { id },
      decide: now => {
        if (!now) throw new Error('it is there')
        const article = { ...now, version: now.version + 1 }
        return { article, formerSlugs: ['alias', 'two'], paths: ['/2019/a'], audit: { action: 'edit' } }
      },
    })
    for (const slug of ['one', 'two', 'alias']) {
      t.strictSame(await store.find(slug), { kind: 'moved', slug: 'three', articleId: id })
    }
    await put(store, publication(1, { slug: 'one' }))
    hasMembers(t, await seen(store, 'one'), { id })
    t.strictSame(await store.find('three'), { kind: 'moved', slug: 'one', articleId: id })
  })

  t.test('a former slug leads to another article as soon as that article is published under it', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, { slug: 'old' }))
    await put(store, publication(1, { slug: 'new' }))
    await put(store, draft(2, { slug: 'old' }))
    t.strictSame(await store.find('old'), { kind: 'moved', slug: 'new', articleId: id })
    await put(store, publication(2))
    hasMembers(t, await seen(store, 'old'), { id: numberedId(2) })
  })

  t.test('an ended article leaves a tombstone under its slugs and id until it is published again', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, { slug: 'old' }))
    await put(store, publication(1, { slug: 'new' }))
    const movedTo = { url: 'https://example.org/b' }
    await put(store, ending(1, { reason: 'unpublished', at, note: 'For now', movedTo }))
    const tombstone = { id, slug: 'new', revision: 3, reason: 'unpublished', at, note: 'For now', movedTo }
    for (const ref of ['old', 'new', id]) t.strictSame(await store.find(ref), { kind: 'gone', tombstone })
    t.equal(await store.count({}), 0)

    await put(store, ending(1, { reason: 'withdrawn', at }))
    const takedown = { id, slug: 'new', revision: 4, reason: 'withdrawn', at }
    t.strictSame(await store.find(id), { kind: 'gone', tombstone: takedown })

    await put(store, publication(1))
    hasMembers(t, await seen(store, 'new'), { edition: 3, revision: 5 })
    t.strictSame(await logged(store), ['published 1', 'published 1', 'withdrawn 1', 'withdrawn 1', 'published 1'])
  })

  t.test('the deletion of an unpublished draft writes no tombstone and no change', async t => {
    const { store } = await openFresh(t, member)
    await put(store, draft(1))
    const [written] = await put(store, ending(1, { reason: 'deleted', at }))
    t.equal(written?.revision, undefined)
    t.equal(await store.find(id), undefined)
    t.equal(await store.lastChange(), 0)
  })

  t.test('a change contains the states before and after, and the groups of affected cached answers', async t => {
    const { store } = await openFresh(t, member)
    const kinds = ['category', 'tag', 'tag', 'author'] as const
    const names = kinds.map((kind, index) => ({ kind, name: `${kind} ${index}` }))
    const [categoryId = '', tag = '', other = '', author = ''] = await makeTerms(store, names)
    await put(store, publication(1, { categoryId, tagIds: [tag], authorIds: [author] }))
    await put(store, publication(1, { categoryId: undefined, tagIds: [other], authorIds: [author], language: 'de' }))
    await put(store, ending(1, { reason: 'moved', at, movedTo: { url: 'https://example.org/' } }))
    const first = { delivered: true, language: 'en', categoryId, tagIds: [tag], authorIds: [author] }
    const second = { delivered: true, language: 'de', tagIds: [other], authorIds: [author] }
    const always = [articleGroup(id), listGroup]
    const written = termGroup('author', author)
    const of = (seq: number, kind: string, edition: number) => ({
      seq,
      at,
      kind,
      articleId: id,
      edition,
      slug: 'article-1',
    })
    t.strictSame(await store.changes(0, 10), [
      {
        ...of(1, 'published', 1),
        before: nothingDelivered,
        after: first,
        groups: [...always, languageGroup('en'), termGroup('category', categoryId), termGroup('tag', tag), written],
      },
      {
        ...of(2, 'published', 2),
        before: first,
        after: second,
        groups: [
          ...always,
          languageGroup('en'),
          termGroup('category', categoryId),
          termGroup('tag', tag),
          written,
          languageGroup('de'),
          termGroup('tag', other),
        ],
      },
      {
        ...of(3, 'moved', 2),
        before: second,
        after: nothingDelivered,
        groups: [...always, languageGroup('de'), termGroup('tag', other), written],
        reason: 'moved',
      },
    ])
    t.strictSame(
      (await store.changes(1, 1)).map(change => change.seq),
      [2],
    )
    t.equal(await store.lastChange(), 3)
  })

  t.test('views are seeded once, and are stored outside the body of the print', async t => {
    const { store } = await openFresh(t, member)
    const seeded = (views: number) => {
      const { target, decide } = publication(1)
      return { target, decide: (...now: Parameters<typeof decide>) => ({ ...decide(...now), views }) }
    }
    await put(store, seeded(7))
    await put(store, draft(1), seeded(9))
    const found = await store.find(id)
    t.equal(found?.kind === 'print' && found.print.views, 7)
    t.equal((await store.listByIds([id], false))[0]?.views, 7)
    hasMembers(t, await seen(store, id), { metadata: { views: 0 } })
  })

  t.test('listByIds returns delivered articles once each, in the order of the ids', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1), publication(2), draft(3), publication(4))
    const asked = [4, 3, 1, 4, 9, 2].map(number => numberedId(number))
    const found = await store.listByIds(asked, true)
    t.strictSame(
      found.map(print => print.articleId),
      [4, 1, 2].map(number => numberedId(number)),
    )
    t.ok(found.every(print => json(print.body ?? new Uint8Array()).id === print.articleId))
    t.ok((await store.listByIds(asked, false)).every(print => print.body === undefined))
  })

  t.test('acknowledged writes survive a restart', async t => {
    const { store, again } = await openFresh(t, member)
    await put(store, publication(1), publication(2))
    await put(store, ending(2, { reason: 'deleted', at }))
    const before = [await store.find(id), await store.find(numberedId(2)), await store.changes(0, 10)]
    await store.close()
    await store.close()
    await t.rejects(store.check(), { code: 'unavailable' })
    const reopened = await again()
    await reopened.check()
    t.strictSame([await reopened.find(id), await reopened.find(numberedId(2)), await reopened.changes(0, 10)], before)
  })
}
