import { isContents, isControl } from '../../../fact/lexicon.ts'
import { laterLines, takeContents } from '../contents.ts'
import { consume } from '../line-report.ts'
import type { Line } from '../lines.ts'
import { takeFacts, takeSummaryLine } from './facts.ts'
import type { Header, Reading } from './reading.ts'
import { longestTitle, takeStandfirst, takeTitle } from './title.ts'

/** Reads the header: contents, title, facts and summary in any order, up to the first other line. */
export function readHeader(reading: Reading): Header {
  const header: Header = { facts: [], end: 0 }
  const { lines } = reading
  const later = laterLines(lines)
  while (header.end < lines.length) {
    const line = lines[header.end]
    if (!line) break
    if (line.text === '') header.end += 1
    else if (isContents(line.text)) header.end = takeContents(lines, header.end, later, reading.reporter)
    else if (isBreadcrumbs(line)) {
      consume(reading.reporter, 'breadcrumbs', line)
      header.end += 1
    } else if (!takeSummaryLine(header, reading) && !takeFacts(header, reading) && !takeTitle(header, reading)) {
      if (!takeStandfirst(header, reading)) break
    }
  }
  return header
}

/** Whether a line is a breadcrumb navigation. */
function isBreadcrumbs({ text }: Line): boolean {
  const steps = text.length > longestTitle ? [] : text.split(/[>›»→]|\s\/\s/u)
  return steps.length > 1 && isControl(steps[0]?.trim() ?? '')
}
