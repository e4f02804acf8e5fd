import type { ImportNote, ItemReport } from '../importer.ts'
import type { Line } from './lines.ts'

/** Where the words go that stand in no part of the article, and what a publisher may want to look at. */
export type Account = ItemReport

/** Puts a line, or a part of it, on record as read but not shown. */
export function consume(account: Account, as: string, line: Line, text = line.text): void {
  if (text !== '') account.consumed.push({ as, text, place: { line: line.number } })
}

export function note(account: Account, code: string, detail: string, line?: Line): void {
  const entry: ImportNote = { code, detail }
  account.notes.push(line ? { ...entry, place: { line: line.number } } : entry)
}

/** The account in the order of the source. */
export function settled({ notes, consumed }: Account): ItemReport {
  const first = (entry: { place?: { line: number } | undefined }) => entry.place?.line ?? 0
  return {
    notes: notes.toSorted((a, b) => first(a) - first(b)),
    consumed: consumed.toSorted((a, b) => first(a) - first(b)),
  }
}
