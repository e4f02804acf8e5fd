import Sqlite from 'better-sqlite3'
import type { Id } from '../../src/domain/id.ts'
import { instantOf } from '../../src/domain/instant.ts'
import type { Filter, ListQuery, Sort } from '../../src/domain/page/query.ts'
import type { Connection } from '../../src/store/sqlite/database/connection.ts'
import { migrate } from '../../src/store/sqlite/database/migrate.ts'
import { createPrintRows, type PrintRows } from '../../src/store/sqlite/print/print.ts'
import { numberedId } from '../domain/sample.ts'

/** A print as far as lists look at it; terms by slug, which are their ids too. */
export type Known = {
  id: Id
  publishedAt: number
  updatedAt: number
  language: string
  category: string | undefined
  tags: string[]
  author: string
  takeaways: number
}

export const categories = ['transport', 'markets', 'opera']
export const tags = ['harbour', 'early', 'late', 'topic', 'edge']
export const authors = ['ada', 'ben', 'cleo']

const hour = 3600
const start = Date.UTC(2020, 0, 1) / 1000

export const instant = (at: number) => instantOf(new Date(at * 1000)) ?? ''

export type Shelf = { connection: Connection; save(all: Iterable<Known>): void; remove(ids: Iterable<Id>): void }

/** A migrated file with the terms, and what saves and removes prints: without articles, so that thousands take a second. */
export function openShelf(path: string): Shelf {
  migrate(path)
  const connection = new Sqlite(path)
  connection.pragma('foreign_keys = OFF')
  const term = connection.prepare(
    `INSERT INTO term (id, kind, slug, name, articles) VALUES (@slug, @kind, @slug, '', 0)`,
  )
  const slug = connection.prepare('INSERT INTO term_slug (kind, slug, term_id) VALUES (@kind, @slug, @slug)')
  for (const [kind, slugs] of Object.entries({ category: categories, tag: tags, author: authors })) {
    for (const each of slugs) for (const statement of [term, slug]) statement.run({ kind, slug: each })
  }
  const rows = createPrintRows(connection)
  let revision = 0
  return {
    connection,
    save: connection.transaction(all => {
      for (const one of all) {
        revision += 1
        rows.save(printOf(one, revision), undefined, instant(start))
      }
    }),
    remove(ids) {
      // What belongs to a print goes with it by its foreign key.
      connection.pragma('foreign_keys = ON')
      connection.transaction(() => {
        for (const id of ids) rows.remove(id)
      })()
      connection.pragma('foreign_keys = OFF')
    },
  }
}

/**
 * The fact sheet of an article that comes so late in time, of so many: always three are of one second, also where a chunk
 * ends; an opera is rarely of
 * the harbour, and two tags are of the first and of the last third only.
 */
export function known(number: number, place: number, count: number): Known {
  const publishedAt = start + Math.floor((place + 1) / 3) * hour
  const category = [...categories, undefined][(place * 7) % 4]
  const isOfHarbour = category === 'opera' ? place % 1000 < 2 : place % 3 === 0
  return {
    // Ids follow neither numbers nor time.
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
  }
}

/** What a filter and order mean, said plainly. */
export function expected(all: readonly Known[], { filter, sort }: Pick<ListQuery, 'filter' | 'sort'>): Known[] {
  const found = all.filter(one => matches(one, filter)).sort((a, b) => (before(a, b, sort) ? -1 : 1))
  return sort.startsWith('-') ? found.reverse() : found
}

export function sortedAt(one: Known, sort: Sort): number {
  return sort.endsWith('publishedAt') ? one.publishedAt : one.updatedAt
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
    (!filter.withKeyTakeaways || one.takeaways > 0)
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
    title: '',
    canonicalUrl: one.id,
    publishedAt: instant(one.publishedAt),
    updatedAt: instant(one.updatedAt),
    keyTakeaways: one.takeaways,
    delivered: { delivered: true, language: one.language, ...category, tagIds: one.tags, authorIds: [one.author] },
    body: new Uint8Array(),
    item: new Uint8Array(),
    layout: { ...layout, footnotes: none, section: [] },
    uses: [],
  }
}

const none: [number, number] = [0, 0]
