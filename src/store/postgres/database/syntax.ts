import { sql } from '../../rows/database/drizzle.ts'
import type { Syntax } from '../../rows/database/syntax.ts'

/** Titles have no limit, entries of an index do: see the index `article_title`. */
const sortedLength = 300

export const postgresSyntax: Syntax = {
  isAnyOf: (value, name) =>
    sql`${value} = ANY (ARRAY(SELECT json_array_elements_text(${sql.placeholder(name)}::json)))`,
  elements: name => sql`json_array_elements_text(${sql.placeholder(name)}::json) AS element(value)`,
  // The planner chooses the index, and the hint is ignored: its statistics know how many rows a value has.
  by: table => sql`${table}`,
  // INTERSECT always reads all ranges completely, a join does not have to.
  joinsIndexes: true,
  isDistinct: (one, other) => sql`${one} IS DISTINCT FROM ${other}`,
  greatest: (one, other) => sql`greatest(${one}, ${other})`,
  least: (one, other) => sql`least(${one}, ${other})`,
  // `lower` and ILIKE change only ASCII letters of a text with the collation C. All columns have it, bound values do not.
  folded: text => sql`lower(left(${text}, ${sortedLength}))`,
  foldedValue: name => sql`lower(left(${sql.placeholder(name)}, ${sortedLength}) COLLATE "C")`,
  isLike: (text, name) => sql`${text} ILIKE ${sql.placeholder(name)} ESCAPE '\\'`,
  position: (text, part) => sql`strpos(${text}, ${part})`,
  hasText: (bytes, text) => sql`position(convert_to(${text}, 'UTF8') IN ${bytes}) > 0`,
  jsonMember: (json, name) => sql`(${json}::json ->> ${name})`,
  now: sql`floor(extract(epoch FROM clock_timestamp()))::bigint`,
  month: seconds => sql`to_char(to_timestamp(${seconds}) AT TIME ZONE 'UTC', 'YYYY-MM')`,
}
