import type { ImportOutcome } from '../../editorial/import/outcome.ts'
import type { SourcePosition } from '../../importer/importer.ts'
import type { SitePage } from '../source/source-file.ts'

/** Number of items per result, and the number published. */
export type ImportTotals = Record<ImportOutcome['result'], number> & { published: number }

export function noTotals(): ImportTotals {
  return { created: 0, revised: 0, unchanged: 0, diverged: 0, conflict: 0, problem: 0, published: 0 }
}

export function count(totals: ImportTotals, { result, published }: ImportOutcome): void {
  totals[result] += 1
  if (published) totals.published += 1
}

/** The lines printed for one item: its result, then its problem and notes with their positions. */
export function outcomeLines({ name, result, published, article, notes, problem }: ImportOutcome): string[] {
  const state = published ? `${result}, published` : result
  const subject = article ? `${name} → /v1/articles/${article.slug}` : name
  return [
    `${state.padEnd(20)} ${subject}`,
    ...(problem ? [`  ! ${problem.code}: ${problem.detail}${at(problem.place)}`] : []),
    ...(problem?.hint === undefined ? [] : [`    ${problem.hint}`]),
    ...notes.map(note => `  - ${note.code}: ${note.detail}${at(note.place)}`),
  ]
}

/** The line printed for a file or folder of a site that is not an article. */
export function sitePageLine({ name, kind }: SitePage): string {
  return `skipped              ${name}: ${kind}, not an article. To import it, name the file itself`
}

export function totalsLine(totals: ImportTotals): string {
  const { problem, ...good } = totals
  const parts = Object.entries({ ...good, problems: problem }).filter(([name, n]) => n > 0 || name === 'problems')
  return parts.map(([name, n]) => `${n} ${name}`).join(', ')
}

function at(place: SourcePosition | undefined): string {
  if (!place) return ''
  return place.column === undefined ? ` (line ${place.line})` : ` (line ${place.line}, column ${place.column})`
}
