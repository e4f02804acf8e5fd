import type { Column, SQL, SQLWrapper } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

/** What the engines write differently. Everything else in statements has the same meaning in both. */
export type Syntax = {
  /** Whether a value is in a bound JSON array of texts. */
  isAnyOf(value: Column | SQL, name: string): SQL
  /** The table `element` with a row for each member of a bound JSON array, whose column `value` is its text. */
  elements(name: string): SQL
  /** A table that is read by an index; undefined = by its primary key. */
  by(table: SQLiteTable | SQL, index: string | undefined): SQL
  /** Whether a list with several filters joins its indexes in parts. Otherwise INTERSECT merges them. */
  joinsIndexes: boolean
  /** Whether two values differ; null is a value like others. */
  isDistinct(one: SQLWrapper, other: SQLWrapper): SQL
  greatest(one: SQLWrapper, other: SQLWrapper): SQL
  least(one: SQLWrapper, other: SQLWrapper): SQL
  /** A text to sort by without regard to the case of ASCII letters. */
  folded(text: Column): SQL<string>
  /** A bound text to compare with a folded one. */
  foldedValue(name: string): SQL
  /** Whether a text matches a pattern (LIKE) with `\\` as escape, without regard to the case of ASCII letters. */
  isLike(text: Column, name: string): SQL
  /** Position of a part in a text, from 1; 0 = absent. */
  position(text: SQLWrapper, part: SQLWrapper): SQL
  /** Whether bytes contain a text. */
  hasText(bytes: Column, text: SQLWrapper): SQL
  /** A member of an object that is stored as JSON, as text. */
  jsonMember(json: Column | SQL, name: string): SQL<string>
  /** The current time of the database, in seconds since 1970. */
  now: SQL<number>
  /** `YYYY-MM` in UTC. */
  month(seconds: Column): SQL<string>
}
