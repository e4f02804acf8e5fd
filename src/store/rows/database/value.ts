import { type Instant, seconds } from '../../../domain/instant.ts'

/** JSON of a value; null for an absent one. */
export function json(value: object): string
export function json(value: object | undefined): string | null
export function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

/** An instant as seconds since 1970; null for an absent one. */
export function stored(at: Instant): number
export function stored(at: Instant | undefined): number | null
export function stored(at: Instant | undefined): number | null {
  return at === undefined ? null : seconds(at)
}

/** The value of `json`. */
export function parsed<Kind>(text: string): Kind
export function parsed<Kind>(text: string | null): Kind | null
export function parsed<Kind>(text: string | null): Kind | null {
  return text === null ? null : (JSON.parse(text) as Kind)
}

/** Removes the members that are null: they are absent in the domain. */
export function present<Row extends object>(row: Row): { [Name in keyof Row]?: Exclude<Row[Name], null> } {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as {
    [Name in keyof Row]?: Exclude<Row[Name], null>
  }
}
