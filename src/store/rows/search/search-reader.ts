import type { Id } from '../../../domain/id.ts'
import type { SearchStore } from '../../../domain/store/search-store.ts'
import { analyserVersion } from '../../../search/analyser.ts'
import { print, printLanguage } from '../../schema/print.ts'
import { searchDocument, searchState, searchText } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, getTableColumns, gt, isNull, sql } from '../database/drizzle.ts'
import { type RoutinesOf, reads, snapshots } from '../database/port.ts'
import { bound, prepared } from '../database/statement.ts'
import { createFilterReader } from '../list/filter.ts'
import { documentsPerDay } from './document-number.ts'
import { type CountDocuments, createFacetReader, createGroupedCount } from './facet.ts'
import { createMatchQueries } from './match-query.ts'
import { createMatchStatements } from './match-statement.ts'
import { createSuggestionReader } from './suggestion-reader.ts'
import { type CountPatterns, noPatternCounts, type TokenQuery } from './token-index.ts'
import { createWordReader } from './word-reader.ts'

type MatchPort = Pick<SearchStore, 'countMatches' | 'matches' | 'countedMatches' | 'countFacets' | 'filteredTerms'>
type StatePort = Pick<SearchStore, 'searchState' | 'fieldTokens' | 'titleTokens'>

/** What an engine counts in a way of its own. */
export type EngineCounts = { countDocuments: CountDocuments; countPatterns: CountPatterns }

/** Reads the search index. */
export function createSearchReader(
  reader: Connection,
  tokens: TokenQuery,
  counts: EngineCounts = { countDocuments: createGroupedCount(reader), countPatterns: noPatternCounts },
): Omit<SearchStore, 'indexArticles'> {
  return {
    ...createStateReader(reader),
    ...createMatchReader(reader, tokens, counts),
    ...createWordReader(reader),
    ...createSuggestionReader(reader),
  }
}

function createStateReader(reader: Connection): StatePort {
  const { db, syntax } = reader
  const isReady = prepared(
    db
      .select({ id: searchState.id })
      .from(searchState)
      .where(and(eq(searchState.version, sql`${bound('version')}`), isNull(searchState.cursor))),
  )
  const anyPrint = prepared(db.select({ id: print.article_id }).from(print).limit(1))
  const languages = prepared(db.select().from(printLanguage).where(gt(printLanguage.articles, 0)))
  const { doc: _, ...fields } = getTableColumns(searchText)
  const id = searchDocument.article_id
  const ofDocument = eq(searchText.doc, searchDocument.doc)
  const isWanted = syntax.isAnyOf(id, 'ids')
  const texts = prepared(
    db
      .select({ id, ...fields })
      .from(searchDocument)
      .innerJoin(searchText, ofDocument)
      .where(isWanted),
  )
  const { title, keyTakeaway } = fields
  const titles = prepared(
    db.select({ id, title, keyTakeaway }).from(searchDocument).innerJoin(searchText, ofDocument).where(isWanted),
  )
  const routines: RoutinesOf<StatePort> = {
    *searchState() {
      const known = yield* languages.all()
      const articles = known.reduce((sum, one) => sum + one.articles, 0)
      const ready = yield* isReady.get({ version: analyserVersion })
      const isComplete = ready !== undefined || (yield* anyPrint.get()) === undefined
      return { isComplete, articles, languages: known.map(one => one.language) }
    },
    *fieldTokens(ids) {
      const rows = yield* texts.all({ ids: JSON.stringify(ids) })
      return new Map(rows.map(row => [row.id, row]))
    },
    *titleTokens(ids) {
      const rows = yield* titles.all({ ids: JSON.stringify(ids) })
      return new Map(rows.map(({ id, ...tokens }) => [id, tokens]))
    },
  }
  return reads(reader, routines)
}

function createMatchReader(
  reader: Connection,
  tokens: TokenQuery,
  { countDocuments, countPatterns }: EngineCounts,
): MatchPort {
  const queryOf = createMatchQueries(reader, tokens)
  const planOf = createFilterReader(reader)
  const statements = createMatchStatements(reader)

  const facetsOf = createFacetReader(reader, countDocuments)

  const routines: RoutinesOf<MatchPort> = {
    *countMatches(match, filter, limit = Number.MAX_SAFE_INTEGER) {
      const query = yield* queryOf(match, filter)
      return query ? ((yield* statements.count(query).get({ ...query.bound, limit }))?.matches ?? 0) : 0
    },
    *matches(match, filter, { order, limit }) {
      const query = yield* queryOf(match, filter)
      if (!query) return []
      const found = yield* statements.page(query, order).all({ ...query.bound, limit })
      const last = found.at(-1)
      // The numbers of a day are in no order: the others of the last day decide which of them belong to the page.
      const isCut = found.length === limit && last !== undefined
      const rest = isCut
        ? yield* statements.range(query).all({ ...query.bound, ...restOfDay(last.doc, order === 'newest') })
        : []
      return [...found, ...rest]
        .sort(order === 'newest' ? (one, other) => comparePublished(other, one) : comparePublished)
        .slice(0, limit)
        .map(({ id, at }) => ({ articleId: id, publishedAt: at }))
    },
    *countedMatches(match, filter, patterns) {
      const counts = yield* countPatterns(patterns)
      if (!counts) return undefined
      const query = yield* queryOf(match, filter)
      if (!query) return []
      const found = yield* statements.measured(query).all(query.bound)
      return found.flatMap(({ doc, id, at, bodyLength }) => {
        const own = counts.get(doc)
        return own ? { articleId: id, publishedAt: at, counts: own, bodyLength } : []
      })
    },
    *countFacets(match, filter, names, limit) {
      const query = yield* queryOf(match, filter)
      return query ? yield* facetsOf(query, names, limit) : Object.fromEntries(names.map(name => [name, []]))
    },
    *filteredTerms(filter) {
      const { termIds, unknown } = yield* planOf(filter)
      return { termIds, unknown }
    },
  }
  return snapshots(reader, routines)
}

/** The numbers of a day below or above one of them. */
function restOfDay(doc: number, isBelow: boolean): { above: number; below: number } {
  const first = Math.floor(doc / documentsPerDay) * documentsPerDay
  return isBelow ? { above: first - 1, below: doc } : { above: doc, below: first + documentsPerDay }
}

type Published = { id: Id; at: number }

function comparePublished(one: Published, other: Published): number {
  if (one.at !== other.at) return one.at - other.at
  return one.id < other.id ? -1 : 1
}
