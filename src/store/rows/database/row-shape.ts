import type { SelectedFieldsOrdered } from 'drizzle-orm/sqlite-core'
import { is, Param, Placeholder } from './drizzle.ts'

/** The name under which a value of a statement is bound. */
export function nameOf(value: unknown): string {
  const placeholder = is(value, Param) ? value.value : value
  if (!is(placeholder, Placeholder)) throw new TypeError('A statement contains a value that is not bound by name.')
  return placeholder.name
}

/** The member of a row that has the value of a selected field. */
export function memberOf({ path: [name, inner] }: SelectedFieldsOrdered[number]): string {
  if (name === undefined || inner !== undefined) throw new TypeError('Rows have no nested members.')
  return name
}

/** A row with named members. */
export function rowOf(members: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (let index = 0; index < members.length; index += 1) result[members[index] ?? ''] = row[index]
  return result
}
