import type { DateOptions } from '../../fact/date.ts'
import { isContents } from '../../fact/lexicon.ts'
import type { Account } from './account.ts'
import { laterLines, opensContents, takeContents } from './contents.ts'
import { factsReader } from './facts-line.ts'
import { type Header, readFooter, readHeader } from './header.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type Line, linesOf } from './lines.ts'
import { outlineOf, type Part } from './outline.ts'
import { piecesOf } from './pieces.ts'
import { takeTakeaways } from './takeaways.ts'

/** A page taken apart, before it becomes an article. */
export type Page = { header: Header; takeaways: Line[][]; parts: Part[]; layout: Layout; account: Account }

/** Takes a page apart: header, footer, contents, takeaways, and the rest into headings and what stands under them. */
export function pageOf(text: string, options: DateOptions): Page {
  const account: Account = { notes: [], consumed: [] }
  const lines = linesOf(text)
  const layout = layoutOf(lines)
  const reading = { lines, layout, factsOf: factsReader(options), account }
  const header = readHeader(reading)
  const end = readFooter(header, reading)
  const body = withoutContents(lines.slice(header.end, end), account)
  const { takeaways, pieces } = takeTakeaways(piecesOf(body, layout), layout, account)
  return { header, takeaways, parts: outlineOf(pieces, layout, account), layout, account }
}

/** The lines without a table of contents that stands among them. */
function withoutContents(lines: Line[], account: Account): Line[] {
  if (!lines.some(line => isContents(line.text))) return lines
  const later = laterLines(lines)
  const kept: Line[] = []
  for (let at = 0; at < lines.length; ) {
    if (opensContents(lines, at, later)) at = takeContents(lines, at, later, account)
    else kept.push(...lines.slice(at, ++at))
  }
  return kept
}
