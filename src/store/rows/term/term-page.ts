import type { TermQuery } from '../../../domain/store/term-store.ts'
import type { TermKind, TermSort } from '../../../domain/term/term.ts'
import { printTerm } from '../../schema/print.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, getTableColumns, gt, isNull, sql } from '../database/drizzle.ts'
import { readPage } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, prepared } from '../database/statement.ts'
import type { TermRow } from './term.ts'

/** A term with what it is sorted by, and the last publication of an article with it in seconds since 1970. */
export type ListedTermRow = TermRow & { at: string | number; latest: number | null }

/** Sorts after every slug and name. */
const last = '\u{10FFFF}'

/** Reads pages of delivered terms. */
export function createTermPageReader(connection: Connection) {
  const statements = createStatementCache<ReturnType<typeof prepare>>()
  const prepare = (sort: TermSort, ascending: boolean, isFiltered: boolean) =>
    prepared(pageQuery(connection, sort, ascending, isFiltered))

  return function* (
    kind: TermKind,
    { sort, prefix, limit, from, backwards }: TermQuery,
  ): Routine<{ rows: ListedTermRow[]; hasNext: boolean; hasPrevious: boolean }> {
    const begin = prefix && {
      name: prefix.name,
      nameEnd: `${prefix.name}${last}`,
      slug: prefix.slug,
      slugEnd: `${prefix.slug}${last}`,
    }
    return yield* readPage(
      { limit, from, backwards },
      ({ from: place, backwards: isBack, limit: rows }) => {
        const statement = statements(`${sort} ${isBack} ${begin !== undefined}`, () =>
          prepare(sort, !isBack, begin !== undefined),
        )
        const isNumber = sort.startsWith('-')
        const first = { at: isNumber ? Number.MIN_SAFE_INTEGER : '', slug: '' }
        const end = { at: isNumber ? Number.MAX_SAFE_INTEGER : last, slug: last }
        const { at, slug } = place ?? (isBack ? end : first)
        // Descending numbers are sorted by their opposites, and so have the same order as slugs.
        return statement.all({ ...begin, kind, at: isNumber && place ? -Number(at) : at, from: slug, limit: rows })
      },
      ({ at, slug }) => ({ at, slug }),
    )
  }
}

/** The time of the newest article of a term. */
export function latestOf({ db }: Connection) {
  const newest = db
    .select({ at: sql<number | null>`max(${printTerm.published_at})` })
    .from(printTerm)
    .where(eq(printTerm.term_id, term.id))
  return sql<number | null>`${newest}`
}

function pageQuery(connection: Connection, sort: TermSort, ascending: boolean, isFiltered: boolean) {
  const latest = latestOf(connection)
  const keys = {
    slug: sql<string>`${term.slug}`,
    name: sql<string>`${term.name_key}`,
    '-articleCount': sql<number>`${term.articles}`,
    '-latestPublishedAt': sql<number>`coalesce(${latest}, 0)`,
  }
  const at = sql<string | number>`${keys[sort]}`
  const key = sort.startsWith('-') ? sql`-(${at})` : at
  const position = sql`(${key}, ${term.slug})`
  const from = sql`(${bound('at')}, ${bound('from')})`
  const order = ascending ? asc : desc
  const isBetween = (column: typeof term.slug | typeof term.name_key, first: string, end: string) =>
    sql`(${column} >= ${bound(first)} AND ${column} < ${bound(end)})`
  return connection.db
    .select({ ...getTableColumns(term), at: at.as('at'), latest: latest.as('latest') })
    .from(term)
    .where(
      and(
        equals(term.kind, 'kind'),
        gt(term.articles, 0),
        isNull(term.merged_into),
        ascending ? sql`${position} > ${from}` : sql`${position} < ${from}`,
        isFiltered
          ? sql`(${isBetween(term.name_key, 'name', 'nameEnd')} OR ${isBetween(term.slug, 'slug', 'slugEnd')})`
          : undefined,
      ),
    )
    .orderBy(order(key), order(term.slug))
    .limit(sql.placeholder('limit'))
}
