import { join } from 'node:path'
import t from 'tap'
import type { Article } from '../../src/domain/article/article.ts'
import { type WorkingFilter, type WorkingPosition, workingSorts } from '../../src/domain/store/article/working-store.ts'
import { openStore } from '../../src/store/open.ts'
import { openFresh } from '../contract/store/newsroom.ts'
import { article, content, numberedId } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'

const many = 4500
const start = Date.parse('2026-01-01T00:00:00Z')
const instant = (second: number) => `${new Date(start + second * 1000).toISOString().slice(0, 19)}Z`

/** More articles than one statement reads; most have the tag, but few of those are among the latest changes. */
async function manyArticles(t: Parameters<typeof openFresh>[0]) {
  const { store } = await openFresh(t, {
    name: 'sqlite',
    place: t => join(t.testdir(), 'offprint.db'),
    open: (url, tools) => openStore({ url, waiting: 'async', ...tools }),
  })
  const [tag = ''] = await makeTerms(store, [{ kind: 'tag', name: 'Boats' }])
  const all = Array.from({ length: many }, (_, index): Article => {
    const isTagged = index < many - 2100 || index % 100 === 0
    return article({
      id: numberedId(index + 1),
      createdAt: instant((index * 7) % 1000),
      modifiedAt: instant(Math.floor(index / 3)),
      status: index % 2 === 0 ? 'draft' : 'unpublished',
      content: content({
        slug: `slug-${index}`,
        title: `${index % 2 === 0 ? 'Title' : 'title'} ${(index * 13) % many}`,
        tagIds: isTagged ? [tag] : [],
      }),
    })
  })
  for (let from = 0; from < many; from += 500) {
    const items = all.slice(from, from + 500).map(one => ({
      target: { id: one.id },
      decide: () => ({
        article: one,
        audit: { action: 'article.create' },
        ...(one.content.slug.endsWith('7') && { schedule: { publish: { dueAt: instant(one.content.title.length) } } }),
      }),
    }))
    await store.writeArticles(items, { at: instant(0), actor: 'cli' })
  }
  const tagged = all.filter(({ content: { tagIds } }) => tagIds.length > 0)
  return { store, all, tagged }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const keys = {
  modifiedAt: (one: Article) => one.modifiedAt,
  createdAt: (one: Article) => one.createdAt,
  title: (one: Article) => one.content.title.toLowerCase(),
}

function sorted(articles: readonly Article[], sort: string): string[] {
  const key = keys[sort.replace('-', '') as keyof typeof keys]
  const up = articles.toSorted((a, b) => compare(key(a), key(b)) || compare(a.id, b.id))
  return (sort.startsWith('-') ? up.reverse() : up).map(({ id }) => id)
}

t.test('lists each of many articles once, in order, in both directions, with every filter', async t => {
  const { store, all, tagged } = await manyArticles(t)
  const drafts = tagged.filter(({ status }) => status === 'draft')
  const cases: [WorkingFilter, Article[]][] = [
    [{}, all],
    [{ tag: 'boats' }, tagged],
    [{ tag: 'boats', status: ['draft'] }, drafts],
    [{ q: 'slug-44', tag: 'boats' }, tagged.filter(({ content: { slug } }) => slug.includes('slug-44'))],
  ]
  for (const [filter, expected] of cases) {
    t.equal(await store.countWorkingCopies(filter), expected.length, JSON.stringify(filter))
    for (const sort of workingSorts.filter(one => one !== 'scheduledAt')) {
      const ids: string[] = []
      let pages = 0
      let last: WorkingPosition | undefined
      let from: WorkingPosition | undefined
      do {
        pages += 1
        const page = await store.workingCopies({ ...filter, sort, limit: 1000, from })
        ids.push(...page.articles.map(({ id }) => id))
        t.equal(page.previous !== undefined, from !== undefined)
        last = page.previous
        from = page.next
      } while (from)
      t.strictSame(ids, sorted(expected, sort), `${JSON.stringify(filter)} ${sort}`)
      if (!last) continue
      const back = await store.workingCopies({ ...filter, sort, limit: 1000, from: last, backwards: true })
      const end = (pages - 1) * 1000
      t.strictSame(
        back.articles.map(({ id }) => id),
        ids.slice(end - 1000, end),
        `${JSON.stringify(filter)} ${sort}, backwards`,
      )
    }
  }
  const due = all.filter(({ content: { slug } }) => slug.endsWith('7'))
  const page = await store.workingCopies({ sort: 'scheduledAt', limit: 1000 })
  t.strictSame(
    page.articles.map(({ id }) => id),
    due.toSorted((a, b) => a.content.title.length - b.content.title.length || compare(a.id, b.id)).map(({ id }) => id),
  )
})
