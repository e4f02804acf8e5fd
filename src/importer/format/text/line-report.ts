import type { Reporter } from '../../fact/report.ts'
import type { ItemReport } from '../../importer.ts'
import type { Line } from './lines.ts'
import type { Marker } from './marker.ts'

/** Reports a line, or a part of it, that was read but is in no part of the article. */
export function consume(reporter: Reporter, role: string, line: Line, text = line.text): void {
  reporter.consume(role, text, { line: line.number })
}

/** Reports a list marker that carries information: a number or letter, the state of a task. */
export function consumeMarker(reporter: Reporter, { marker, line }: { marker: Marker; line: Line }): void {
  if (/[\p{L}\p{N}]/u.test(marker.text)) consume(reporter, 'list-marker', line, marker.text)
}

export function note(reporter: Reporter, code: string, detail: string, line?: Line): void {
  reporter.note(code, detail, line && { line: line.number })
}

/** The report in the order of the source. */
export function sortedReport(reporter: Reporter): ItemReport {
  const { notes, consumed } = reporter.report()
  const lineOf = (entry: { place?: { line: number } | undefined }) => entry.place?.line ?? 0
  return {
    notes: notes.toSorted((a, b) => lineOf(a) - lineOf(b)),
    consumed: consumed.toSorted((a, b) => lineOf(a) - lineOf(b)),
  }
}
