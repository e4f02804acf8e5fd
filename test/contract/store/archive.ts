import type { Test } from 'tap'
import type { ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import { article, content, numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { makeTerms } from '../../make-terms.ts'
import { at, draft, ending, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

const later = '2026-11-22T10:00:00Z'

/** An article after its import. */
function imported(number: number, more: { keys?: string[]; links?: string[]; origin?: string } = {}): ArticleWrite {
  const id = numberedId(number)
  const bytes = new TextEncoder().encode(`source ${number}`)
  return {
    target: { id },
    decide: now => ({
      article: {
        ...(now ?? article({ id, content: content({ slug: `article-${number}` }) })),
        version: (now?.version ?? 0) + 1,
        externalId: `news:${number}`,
        imported: { hash: `h${number}`, version: (now?.version ?? 0) + 1, origin: more.origin ?? `/news/${number}` },
      },
      source: { importer: 'text', name: `${number}`, mediaType: 'text/plain', bytes, hash: `raw${number}` },
      addresses: (more.keys ?? []).map(key => ({ key, source: '' })),
      openLinks: more.links ?? [],
      audit: { action: 'article.import' },
    }),
  }
}

/** Exports, and the data that imports store. */
export function archiveContract(t: Test, member: StoreMember): void {
  t.test('an export lists all articles except deleted and withdrawn ones, by id, in pages', async t => {
    const { store } = await openFresh(t, member)
    await put(store, draft(3), publication(1, { title: 'One' }), publication(2), publication(4), publication(5))
    await put(store, draft(1, { title: 'Ahead' }), ending(2, { reason: 'deleted', at }))
    await put(store, ending(4, { reason: 'withdrawn', at }), ending(5, { reason: 'unpublished', at }))
    const first = await store.exportPage({ limit: 2 })
    const rest = await store.exportPage({ limit: 2, after: first.at(-1)?.article.id })
    const short = [...first, ...rest].map(one => [
      Number(one.article.id.slice(-12)),
      one.article.status,
      one.article.content.title,
      one.edition?.content.title,
    ])
    const { title } = content()
    t.strictSame(short, [
      [1, 'published', 'Ahead', 'One'],
      [3, 'draft', title, undefined],
      [5, 'unpublished', title, undefined],
    ])
    t.strictSame(await store.exportPage({ limit: 2, after: numberedId(5) }), [])
  })

  t.test(
    'an export includes terms, former slugs, paths and views, and can be limited to changes since a time',
    async t => {
      const { store } = await openFresh(t, member)
      const [tag = '', author = ''] = await makeTerms(store, [
        { kind: 'tag', name: 'Harbour' },
        { kind: 'author', name: 'Ann Writer' },
      ])
      const one = publication(1, { tagIds: [tag], authorIds: [author] })
      await put(store, {
        ...one,
        decide(now, around) {
          const decided = one.decide(now, around)
          return decided.unchanged ? decided : { ...decided, views: 7, formerSlugs: ['old'], paths: ['/b/', '/a/'] }
        },
      })
      const [exported] = await store.exportPage({ limit: 9 })
      hasMembers(t, exported, { formerSlugs: ['old'], paths: ['/a/', '/b/'], views: 7 })
      t.strictSame(
        exported?.terms.map(term => term.name),
        ['Harbour', 'Ann Writer'],
      )
      await store.writeArticles([{ ...draft(2), decide: (now, around) => modified(draft(2).decide(now, around)) }], {
        ...write,
        at: later,
      })
      const since = async (moment: string) =>
        (await store.exportPage({ limit: 9, since: moment })).map(one => one.article.id)
      t.strictSame(await since(at), [numberedId(1), numberedId(2)])
      t.strictSame(await since(later), [numberedId(2)])
    },
  )

  t.test('importedFrom finds imported articles by identity, in pages, and source returns their raw source', async t => {
    const { store } = await openFresh(t, member)
    await put(store, imported(3), imported(1), imported(2), draft(4, {}, { externalId: 'news:4' }))
    const from = async (prefix: string, limit: number, after?: string) =>
      (await store.importedFrom({ prefix, limit, after })).map(one => [
        one.externalId,
        one.origin,
        one.rawHash,
        one.status,
      ])
    t.strictSame(await from('news:', 2), [
      ['news:1', '/news/1', 'raw1', 'draft'],
      ['news:2', '/news/2', 'raw2', 'draft'],
    ])
    t.strictSame(await from('news:', 2, 'news:2'), [['news:3', '/news/3', 'raw3', 'draft']])
    t.strictSame(await from('new:', 9), [])
    hasMembers(t, await store.source(numberedId(1)), { importer: 'text', name: '1', hash: 'raw1' })
  })

  t.test('resolves an address to the only article that has it, and lists articles with links to resolve', async t => {
    const { store } = await openFresh(t, member)
    const asked = async (...keys: string[]) => {
      let found: [string, string][] = []
      await put(store, {
        target: { id: numberedId(9) },
        decide(_, around) {
          found = [...around.articlesByAddress(keys, '')]
          return { unchanged: true }
        },
      })
      return found.map(([key, id]) => [key, Number(id.slice(-12))])
    }
    await put(store, imported(1, { links: ['/two', '/none'] }), imported(3, { links: ['/none'] }))
    t.strictSame(await store.linkable(), { articleIds: [], after: numberedId(3) })
    t.strictSame(await store.linkable(numberedId(3)), { articleIds: [], after: undefined })
    await put(store, imported(2, { keys: ['/two', '/both'] }), imported(4, { keys: ['/both'] }))
    t.strictSame(await store.linkable(), { articleIds: [numberedId(1)], after: numberedId(3) })
    t.strictSame(await asked('/two', '/both', '/none'), [['/two', 2]], 'resolves no address that two articles claim')
    await put(store, imported(4, { keys: [] }), imported(1, { links: [] }))
    t.strictSame(await asked('/both'), [['/both', 2]])
    t.strictSame(await store.linkable(), { articleIds: [], after: numberedId(3) })
    await put(store, draft(2, { title: 'Edited' }))
    t.strictSame(await asked('/two'), [['/two', 2]], 'keeps the address after an edit')
  })
}

function modified(decided: ReturnType<ArticleWrite['decide']>) {
  return decided.unchanged ? decided : { ...decided, article: { ...decided.article, modifiedAt: later } }
}
