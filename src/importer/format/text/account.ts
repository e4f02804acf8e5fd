import type { ImportNote, ItemReport } from '../../importer.ts'
import type { Line } from './lines.ts'
import type { Marker } from './marker.ts'

/** Where the words go that stand in no part of the article, and what a publisher may want to look at. */
export type Account = ItemReport

const mostOfOneCode = 100

/** Puts a line, or a part of it, on record as read but not shown. */
export function consume(account: Account, as: string, line: Line, text = line.text): void {
  if (text !== '') account.consumed.push({ role: as, text, place: { line: line.number } })
}

/** Puts a list marker on record that says something: a number or letter, the state of a task. */
export function consumeMarker(account: Account, { marker, line }: { marker: Marker; line: Line }): void {
  if (/[\p{L}\p{N}]/u.test(marker.text)) consume(account, 'list-marker', line, marker.text)
}

export function note(account: Account, code: string, detail: string, line?: Line): void {
  const entry: ImportNote = { code, detail }
  account.notes.push(line ? { ...entry, place: { line: line.number } } : entry)
}

/** The account in the order of the source. */
export function settled({ notes, consumed }: Account): ItemReport {
  const first = (entry: { place?: { line: number } | undefined }) => entry.place?.line ?? 0
  return {
    notes: limited(notes).toSorted((a, b) => first(a) - first(b)),
    consumed: consumed.toSorted((a, b) => first(a) - first(b)),
  }
}

/** The first notes of each code: nobody reads a thousand, and a report has to stay small. */
function limited(notes: readonly ImportNote[]): ImportNote[] {
  const counts = new Map<string, number>()
  const kept = notes.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1
    counts.set(code, count)
    return count <= mostOfOneCode
  })
  for (const [code, count] of counts) {
    const more = count - mostOfOneCode
    if (more > 0) kept.push({ code, detail: `There are ${more} more of these.` })
  }
  return kept
}
