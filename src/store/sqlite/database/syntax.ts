import { sql } from '../../rows/database/drizzle.ts'
import type { Syntax } from '../../rows/database/syntax.ts'

export const sqliteSyntax: Syntax = {
  isAnyOf: (value, name) => sql`${value} IN (SELECT value FROM json_each(${sql.placeholder(name)}))`,
  elements: name => sql`json_each(${sql.placeholder(name)}) AS element`,
  by: (table, index) =>
    index === undefined ? sql`${table} NOT INDEXED` : sql`${table} INDEXED BY ${sql.identifier(index)}`,
  joinsIndexes: false,
  isDistinct: (one, other) => sql`${one} IS NOT ${other}`,
  greatest: (one, other) => sql`max(${one}, ${other})`,
  least: (one, other) => sql`min(${one}, ${other})`,
  folded: text => sql`${text} COLLATE NOCASE`,
  foldedValue: name => sql`${sql.placeholder(name)}`,
  isLike: (text, name) => sql`${text} LIKE ${sql.placeholder(name)} ESCAPE '\\'`,
  position: (text, part) => sql`instr(${text}, ${part})`,
  hasText: (bytes, text) => sql`instr(${bytes}, CAST(${text} AS BLOB)) > 0`,
  jsonMember: (json, name) => sql`${json} ->> ${name}`,
  now: sql`unixepoch()`,
  month: seconds => sql`strftime('%Y-%m', ${seconds}, 'unixepoch')`,
}
