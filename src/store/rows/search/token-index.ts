import type { SQL } from 'drizzle-orm'
import type { FieldTokens, PatternCount } from '../../../domain/search/document.ts'
import type { Match, Pattern } from '../../../domain/search/match.ts'
import { finished, type Routine } from '../database/routine.ts'

/** The index of an engine, which finds documents by their tokens. Documents are numbered by the rows. */
export type TokenIndex = {
  add(doc: number, fields: FieldTokens): Routine<void>
  /** @param fields as they were added */
  remove(doc: number, fields: FieldTokens): Routine<void>
  /** Removes those of the tokens from `search_word` that no document has. */
  removeUnusedWords(tokens: readonly string[]): Routine<void>
  clear(): Routine<void>
}

/**
 * Counts the occurrences of patterns in all documents, by the number of the document. Undefined if there are too many of
 * them, or if the index has no positions.
 */
export type CountPatterns = (
  patterns: readonly Pattern[],
) => Routine<ReadonlyMap<number, readonly PatternCount[]> | undefined>

/** For an index without positions. */
export const noPatternCounts: CountPatterns = () => finished(undefined)

/**
 * How statements search the index of an engine. Undefined if nothing can match.
 *
 * @param name of the values to bind: theirs begin with it
 * @param match without `atLeast`
 */
export type TokenQuery = (name: string, match: Match) => TokenSelection | undefined

export type TokenSelection = {
  /** Identifies the text of `select`. */
  shape: string
  bound: Record<string, unknown>
  /**
   * Selects the numbers of the documents that match, as `doc`.
   *
   * @param isWanted limits the numbers; others are not looked at
   */
  select(isWanted?: (doc: SQL) => SQL): SQL
}
