import Sqlite from 'better-sqlite3'
import type { Id } from '../../src/domain/id.ts'
import { instantOf } from '../../src/domain/instant.ts'
import type { Filter, ListQuery } from '../../src/domain/page/query.ts'
import type { Connection } from '../../src/store/rows/database/connection.ts'
import { runAtOnce } from '../../src/store/rows/database/routine.ts'
import { createPrintRows, type PrintRows } from '../../src/store/rows/print/print.ts'
import { openWriter } from '../../src/store/sqlite/database/connection.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { numberedId } from '../domain/sample.ts'

/** The members of a print that lists use; the slugs of terms are also their ids. */
export type Known = {
  id: Id
  publishedAt: number
  updatedAt: number
  language: string
  category: string | undefined
  tags: string[]
  author: string
  takeaways: number
  title: string
  readingTime: number
  image: boolean
  views: number
}

export const categories = ['transport', 'markets', 'opera']
export const tags = ['harbour', 'early', 'late', 'topic', 'edge']
export const authors = ['ada', 'ben', 'cleo']

const hour = 3600
const start = Date.UTC(2020, 0, 1) / 1000

export const instant = (at: number) => instantOf(new Date(at * 1000)) ?? ''

export type PrintFixture = {
  connection: Connection
  save(all: Iterable<Known>): void
  remove(ids: Iterable<Id>): void
  close(): void
}

/** A migrated file with the terms, and functions that save and remove prints with empty articles, which is fast. */
export function openPrintFixture(path: string): PrintFixture {
  migrate(path)
  const setup = new Sqlite(path)
  const term = setup.prepare(`INSERT INTO term (id, kind, slug, name, articles) VALUES (@slug, @kind, @slug, '', 0)`)
  const slug = setup.prepare('INSERT INTO term_slug (kind, slug, term_id) VALUES (@kind, @slug, @slug)')
  for (const [kind, slugs] of Object.entries({ category: categories, tag: tags, author: authors })) {
    for (const each of slugs) for (const statement of [term, slug]) statement.run({ kind, slug: each })
  }
  // Prints refer to articles.
  const article = setup.prepare(
    `INSERT OR IGNORE INTO article (id, version, status, edition, created_at, modified_at, slug, title, language, direction,
       custom, published_precision, mark, audit_number)
     VALUES (?, 1, 'published', 1, 0, 0, '', '', '', 'ltr', '{}', 'instant', '', 0)`,
  )
  const viewed = setup.prepare('UPDATE view_count SET views = @views, views_7d = @views % 7 WHERE article_id = @id')
  const connection = openWriter(path)
  const transaction = (work: () => void) => {
    connection.control('BEGIN IMMEDIATE')()
    work()
    connection.control('COMMIT')()
  }
  const rows = createPrintRows(connection)
  let revision = 0
  return {
    connection,
    save(all) {
      const each = [...all]
      setup.transaction(() => {
        for (const { id } of each) article.run(id)
      })()
      transaction(() => {
        for (const one of each) {
          revision += 1
          runAtOnce(rows.save(printOf(one, revision), undefined, instant(start)))
        }
      })
      setup.transaction(() => {
        for (const { id, views } of each) viewed.run({ id, views })
      })()
    },
    remove: ids =>
      transaction(() => {
        for (const id of ids) runAtOnce(rows.remove(id))
      }),
    close() {
      connection.close()
      setup.close()
    },
  }
}

/**
 * The members of article `place` of `count` in order of time. Three articles share each second, also at the end of a
 * chunk; the category opera rarely has the tag harbour; the tags early and late are only in the first and the last
 * third.
 */
export function known(number: number, place: number, count: number): Known {
  const publishedAt = start + Math.floor((place + 1) / 3) * hour
  const category = [...categories, undefined][(place * 7) % 4]
  const isOfHarbour = category === 'opera' ? place % 1000 < 2 : place % 3 === 0
  return {
    // Ids are in the order of neither numbers nor time.
    id: numberedId((number * 7919) % 10_007),
    publishedAt,
    updatedAt: publishedAt + ((place * 31) % 97) * 24 * hour,
    language: place % 7 === 0 ? 'de' : 'en',
    category,
    tags: [
      ...(isOfHarbour ? ['harbour'] : []),
      ...(place < count / 3 && place % 4 === 1 ? ['early'] : []),
      ...(place > (2 * count) / 3 && place % 5 === 1 ? ['late'] : []),
      ...(place % 6 === 2 ? ['topic'] : []),
    ],
    author: authors[(place * 5) % 3] ?? '',
    takeaways: place % 11 === 0 ? 2 : 0,
    title: `title ${(place * 13) % 401}`,
    readingTime: (place * 5) % 23,
    image: place % 9 < 4,
    views: (place * 29) % 53,
  }
}

/** A simple implementation of filter and order. */
export function expected(all: readonly Known[], { filter, sort }: Pick<ListQuery, 'filter' | 'sort'>): Known[] {
  const isListed = (one: Known) => !sort.startsWith('-popular') || Number(sortedAt(one, sort)) > 0
  const found = all.filter(one => matches(one, filter) && isListed(one)).sort((a, b) => (before(a, b, sort) ? -1 : 1))
  return sort.startsWith('-') ? found.reverse() : found
}

type Sort = ListQuery['sort']

export function sortedAt(one: Known, sort: Sort): number | string {
  if (sort === 'title') return one.title
  if (sort === '-views' || sort === '-popular:all') return one.views
  if (sort === '-popular:7d') return one.views % 7
  return sort.endsWith('publishedAt') ? one.publishedAt : one.updatedAt
}

/** The same as in a position. */
export function positionIn(one: Known, sort: Sort): number | string {
  const at = sortedAt(one, sort)
  return sort.endsWith('At') ? instant(Number(at)) : at
}

function before(a: Known, b: Known, sort: Sort): boolean {
  const [left, right] = [sortedAt(a, sort), sortedAt(b, sort)]
  return left === right ? a.id < b.id : left < right
}

function matches(one: Known, filter: Filter): boolean {
  const any = (wanted: string[] | undefined, has: (string | undefined)[]) =>
    !wanted || has.some(each => each !== undefined && wanted.includes(each))
  return (
    any(filter.category, [one.category]) &&
    any(filter.tag, one.tags) &&
    any(filter.author, [one.author]) &&
    any(filter.language, [one.language]) &&
    (!filter.publishedAfter || instant(one.publishedAt) > filter.publishedAfter) &&
    (!filter.publishedBefore || instant(one.publishedAt) < filter.publishedBefore) &&
    (filter.tagAll ?? []).every(slug => one.tags.includes(slug)) &&
    !one.tags.some(slug => filter.excludeTag?.includes(slug)) &&
    !(one.category !== undefined && filter.excludeCategory?.includes(one.category)) &&
    (!filter.updatedAfter || instant(one.updatedAt) > filter.updatedAfter) &&
    (!filter.updatedBefore || instant(one.updatedAt) < filter.updatedBefore) &&
    (filter.readingTimeMin ?? 0) <= one.readingTime &&
    (filter.readingTimeMax ?? one.readingTime) >= one.readingTime &&
    (filter.hasImage ?? one.image) === one.image &&
    (filter.hasKeyTakeaways ?? one.takeaways > 0) === one.takeaways > 0
  )
}

function printOf(one: Known, revision: number): Parameters<PrintRows['save']>[0] {
  const layout = { viewsAt: 0, itemEnd: 0, metadata: none, keyTakeaways: none, tableOfContents: none, sections: none }
  const category = one.category === undefined ? {} : { categoryId: one.category }
  return {
    articleId: one.id,
    edition: 1,
    revision,
    epoch: 'now',
    slug: one.id,
    title: one.title,
    canonicalUrl: one.id,
    publishedAt: instant(one.publishedAt),
    updatedAt: instant(one.updatedAt),
    keyTakeaways: one.takeaways,
    readingTimeMinutes: one.readingTime,
    hasImage: one.image,
    delivered: { delivered: true, language: one.language, ...category, tagIds: one.tags, authorIds: [one.author] },
    body: new Uint8Array(),
    item: new Uint8Array(),
    layout: { ...layout, footnotes: none, section: [] },
    uses: [],
  }
}

const none: [number, number] = [0, 0]
