import { instantAt } from '../../../domain/instant.ts'
import type { SearchStore, SuggestedEntry } from '../../../domain/store/search-store.ts'
import { print, printTerm } from '../../schema/print.ts'
import { searchSuggestion, searchSuggestionWord } from '../../schema/search.ts'
import { term } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gte, lt, sql } from '../database/drizzle.ts'
import { type RoutinesOf, snapshots } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'

/** Suggestions that are read of the rarest word. Others of a very common word are not found. */
const maxCandidates = 1000
/** So many suggestions among the newest of each word make it unnecessary to look for others. */
const enough = 20
/** Candidates that are compared with the words at once. */
const chunk = 200
/** Sorts after every word that begins with the text before it. */
const last = '\u{10ffff}'

type SuggestionPort = Pick<SearchStore, 'suggestions'>

/** Finds suggestions by their words. */
export function createSuggestionReader(reader: Connection): SuggestionPort {
  const { db, syntax } = reader
  const { word, suggestion } = searchSuggestionWord
  const begun = prepared(
    db
      .select({ id: suggestion })
      .from(searchSuggestionWord)
      .where(and(gte(word, bound('from')), lt(word, bound('to'))))
      .orderBy(word, suggestion)
      .limit(sql.placeholder('limit')),
  )
  const newest = prepared(
    db
      .select({ id: suggestion })
      .from(searchSuggestionWord)
      .where(equals(word, 'word'))
      .orderBy(sql`${suggestion} DESC`)
      .limit(sql.placeholder('limit')),
  )
  const ids = db.select({ id: sql`CAST(element.value AS bigint)`.as('id') }).from(syntax.elements('ids'))
  const isNamed = sql`${searchSuggestion.id} IN ${ids}`
  const { id, tokens } = searchSuggestion
  const tokensOf = prepared(db.select({ id, tokens }).from(searchSuggestion).where(isNamed))
  const newestOfTerm = db
    .select({ at: sql<number>`max(${printTerm.published_at})` })
    .from(printTerm)
    .where(eq(printTerm.term_id, searchSuggestion.owner))
  const entries = prepared(
    db
      .select({
        id: searchSuggestion.id,
        kind: searchSuggestion.kind,
        owner: searchSuggestion.owner,
        anchor: searchSuggestion.anchor,
        text: searchSuggestion.text,
        tokens: searchSuggestion.tokens,
        articleSlug: sql<string | null>`${print.slug}`.as('article_slug'),
        articleTitle: sql<string | null>`${print.title}`.as('article_title'),
        articleAt: sql<number | null>`${print.published_at}`.as('article_at'),
        termSlug: sql<string | null>`${term.slug}`.as('term_slug'),
        termAt: sql<number | null>`(${newestOfTerm})`.as('term_at'),
      })
      .from(searchSuggestion)
      .leftJoin(print, eq(print.article_id, searchSuggestion.owner))
      .leftJoin(term, eq(term.id, searchSuggestion.owner))
      .where(isNamed),
  )

  /** The newest suggestions with a whole word. */
  function* withWord(text: string, limit = maxCandidates): Routine<number[]> {
    return (yield* newest.all({ word: text, limit })).map(({ id }) => id)
  }

  /** The suggestions with a word that begins so. One or two letters alone find beginnings of texts only. */
  function* withBeginning(text: string, limit = maxCandidates): Routine<number[]> {
    const whole = yield* withWord(text, limit)
    if (whole.length === limit) return whole
    const found = yield* [...text].length < 3
      ? newest.all({ word: `^${text}`, limit: 2 * limit })
      : begun.all({ from: text, to: `${text}${last}`, limit: maxCandidates })
    return [...new Set([...whole, ...found.map(({ id }) => id)])].slice(0, limit)
  }

  /** Ids of the candidates whose tokens have the words before, and a word that begins with the last one. */
  function* matching(candidates: readonly number[], words: readonly string[], limit: number): Routine<number[]> {
    const [before, end = ''] = [words.slice(0, -1), words.at(-1)]
    const found: number[] = []
    for (let from = 0; from < candidates.length && found.length < limit; from += chunk) {
      const part = candidates.slice(from, from + chunk)
      const tokens = new Map((yield* tokensOf.all({ ids: JSON.stringify(part) })).map(row => [row.id, row.tokens]))
      for (const id of part) {
        const own = ` ${tokens.get(id) ?? ''} `
        if (before.every(text => own.includes(` ${text} `)) && own.includes(` ${end}`)) found.push(id)
      }
    }
    return found.slice(0, limit)
  }

  function* entriesOf(found: readonly number[]): Routine<SuggestedEntry[]> {
    const rows = new Map((yield* entries.all({ ids: JSON.stringify(found) })).map(row => [row.id, row]))
    return found.flatMap(id => entryOf(rows.get(id)))
  }

  const routines: RoutinesOf<SuggestionPort> = {
    *suggestions(words, limit) {
      const [before, end = ''] = [words.slice(0, -1), words.at(-1)]
      if (before.length === 0) return yield* entriesOf(yield* withBeginning(end, limit))
      const lists: number[][] = []
      for (const text of before) lists.push(yield* withWord(text))
      // The suggestions of the words before are few enough: each is compared with the last word.
      const isListed = [...end].length > 2
      if (isListed) lists.push(yield* withBeginning(end))
      const [rarest = [], ...others] = lists.sort((one, other) => one.length - other.length).map(ids => new Set(ids))
      const certain = isListed ? [...rarest].filter(id => others.every(ids => ids.has(id))) : []
      if (certain.length >= enough) return yield* entriesOf(certain.slice(0, limit))
      const candidates = [...rarest].filter(id => others.every(ids => ids.has(id) || ids.size >= maxCandidates))
      return yield* entriesOf(yield* matching(candidates, words, limit))
    },
  }
  return snapshots(reader, routines)
}

type EntryRow = Pick<typeof searchSuggestion.$inferSelect, 'kind' | 'owner' | 'anchor' | 'text' | 'tokens'> & {
  articleSlug: string | null
  articleTitle: string | null
  articleAt: number | null
  termSlug: string | null
  termAt: number | null
}

/** None if the article or the term is not delivered. */
function entryOf(row: EntryRow | undefined): SuggestedEntry[] {
  if (!row) return []
  const { kind, owner, anchor, text, tokens } = row
  const isOfArticle = kind === 'title' || kind === 'heading'
  const slug = isOfArticle ? row.articleSlug : row.termSlug
  const at = isOfArticle ? row.articleAt : row.termAt
  if (slug === null || at === null) return []
  const title = isOfArticle ? (row.articleTitle ?? '') : text
  return [{ kind, owner, anchor, text, tokens: tokens.split(' '), slug, title, publishedAt: instantAt(at) }]
}
