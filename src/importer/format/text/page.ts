import type { DateOptions } from '../../fact/date.ts'
import { isContents } from '../../fact/lexicon.ts'
import type { Reporter } from '../../fact/report.ts'
import { laterLines, opensContents, takeContents } from './contents.ts'
import { factsReader } from './facts-line.ts'
import { readFooter } from './header/footer.ts'
import { readHeader } from './header/header.ts'
import type { Header } from './header/reading.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type Line, linesOf } from './lines.ts'
import { outlineOf, type Part } from './outline.ts'
import { readRawBlocks } from './read-raw-blocks.ts'
import { takeTakeaways } from './takeaways.ts'

/** The parts of a text file, before they become an article. */
export type Page = { header: Header; takeaways: Line[][]; parts: Part[]; layout: Layout; reporter: Reporter }

/** Splits a text into header, footer, table of contents, takeaways, and headings with their text. */
export function pageOf(text: string, options: DateOptions, reporter: Reporter): Page {
  const lines = linesOf(text)
  const layout = layoutOf(lines)
  const reading = { lines, layout, factsOf: factsReader(options), reporter }
  const header = readHeader(reading)
  const end = readFooter(header, reading)
  const body = withoutContents(lines.slice(header.end, end), reporter)
  const { takeaways, rawBlocks } = takeTakeaways(readRawBlocks(body, layout), layout, reporter)
  return { header, takeaways, parts: outlineOf(rawBlocks, layout, reporter), layout, reporter }
}

/** Removes tables of contents within the text. */
function withoutContents(lines: Line[], reporter: Reporter): Line[] {
  if (!lines.some(line => isContents(line.text))) return lines
  const later = laterLines(lines)
  const kept: Line[] = []
  for (let at = 0; at < lines.length; ) {
    if (opensContents(lines, at, later)) at = takeContents(lines, at, later, reporter)
    else kept.push(...lines.slice(at, ++at))
  }
  return kept
}
