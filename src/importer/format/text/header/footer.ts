import type { Fact } from '../fact.ts'
import type { FactsLine } from '../facts-line.ts'
import type { Line } from '../lines.ts'
import { markerOf } from '../marker.ts'
import { addFacts } from './facts.ts'
import type { Header, Reading } from './reading.ts'

/**
 * Reads the footer: lines at the end that contain only facts, such as "Tags: a, b".
 *
 * @returns index of the first line after the body
 */
export function readFooter(header: Header, { lines, factsOf, reporter }: Reading): number {
  const factsLines: { found: FactsLine; line: Line }[] = []
  let end = lines.length
  while (end > header.end) {
    const line = lines[end - 1]
    if (!line) break
    const found = line.text === '' || markerOf(line)?.kind ? undefined : factsOf(line.text)
    if (line.text !== '' && !(found && found.unknown.length === 0 && found.facts.every(isFooterFact))) break
    if (found) factsLines.push({ found, line })
    end -= 1
  }
  for (const { found, line } of factsLines.toReversed()) addFacts(header, found, line, reporter)
  return end
}

function isFooterFact({ kind }: Fact): boolean {
  return kind !== 'title' && kind !== 'summary'
}
