import type { Reporter } from '../../fact/report.ts'
import { verdictsOf } from './heading.ts'
import type { Layout } from './layout.ts'
import { note } from './line-report.ts'
import type { Line } from './lines.ts'
import type { RawBlock } from './raw-block.ts'

/** A heading with its raw blocks. The lead has no heading. */
export type Part = { heading?: Line; level: number; rawBlocks: RawBlock[] }

/** Splits a body at its headings. A line that may be a heading stays text, with a note. */
export function outlineOf(rawBlocks: readonly RawBlock[], layout: Layout, reporter: Reporter): Part[] {
  const parts: Part[] = [{ level: 1, rawBlocks: [] }]
  const verdicts = verdictsOf(rawBlocks, layout)
  for (const [at, rawBlock] of rawBlocks.entries()) {
    const line = rawBlock.kind === 'text' ? rawBlock.lines[0] : undefined
    if (rawBlock.kind !== 'text' || !line) {
      parts.at(-1)?.rawBlocks.push(rawBlock)
      continue
    }
    const verdict = verdicts[at]
    if (verdict !== 'heading') parts.at(-1)?.rawBlocks.push(rawBlock)
    else {
      const below = rawBlock.lines.slice(1)
      parts.push({
        heading: line,
        level: levelOf(line),
        rawBlocks: below.length > 0 ? [{ ...rawBlock, lines: below }] : [],
      })
    }
    if (verdict === 'unsure') {
      note(reporter, 'heading-unsure', 'This line may be a heading. It was kept as a paragraph.', line)
    }
  }
  return parts.filter(({ heading, rawBlocks: own }) => heading || own.length > 0)
}

/** Level 2, plus one for each further part of a number such as 1.2. */
function levelOf({ text }: Line): number {
  const number = /^\d{1,2}((?:\.\d{1,2}){1,4})\.?\s/.exec(text)
  return 2 + (number?.[1]?.match(/\./g)?.length ?? 0)
}
