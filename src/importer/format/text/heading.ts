import { isCaption } from '../../fact/lexicon.ts'
import { type Layout, wrapsInto } from './layout.ts'
import type { Line } from './lines.ts'
import type { RawBlock, RawText } from './raw-block.ts'

/** A line that can be a heading: the first of a raw text block. */
export type Candidate = { line: Line; rawBlock: RawText; next: RawBlock | undefined; layout: Layout }

export type Verdict = 'heading' | 'text' | 'unsure'

type Rule = {
  name: string
  holds: (candidate: Candidate) => boolean
  /** Result if this is the first rule that fails. */
  otherwise: 'text' | 'unsure'
}

const longestHeading = 100

/**
 * A line is a heading if all rules hold. If only an `unsure` rule fails, it stays a paragraph, with a note.
 */
export const headingRules: readonly Rule[] = [
  { name: 'after-blank-line', holds: ({ rawBlock }) => rawBlock.blankBefore, otherwise: 'text' },
  { name: 'short', holds: ({ line }) => isShort(line.text), otherwise: 'text' },
  { name: 'open-end', holds: ({ line }) => !/[.,;:!。，；：！][)\]"'”’»›“*_~]*$/u.test(line.text), otherwise: 'text' },
  { name: 'has-words', holds: ({ line }) => /[\p{L}\p{N}]/u.test(line.text), otherwise: 'text' },
  { name: 'no-address', holds: ({ line }) => !/^(?:https?:\/\/|www\.)\S+$/i.test(line.text), otherwise: 'text' },
  { name: 'no-caption', holds: ({ line }) => !isCaptionLine(line), otherwise: 'text' },
  { name: 'no-trailing-off', holds: ({ line }) => !/…["'”’»*_~]*$/u.test(line.text), otherwise: 'unsure' },
  { name: 'not-broken', holds: isWhole, otherwise: 'text' },
  { name: 'own-line', holds: standsAlone, otherwise: 'unsure' },
  { name: 'body-under', holds: hasBody, otherwise: 'unsure' },
]

/** Counts code points only if the number of code units does not decide. */
function isShort(text: string): boolean {
  return text.length <= longestHeading || (text.length <= 2 * longestHeading && [...text].length <= longestHeading)
}

/** Classifies the first line of a raw text block. */
export function classify(candidate: Candidate): Verdict {
  return headingRules.find(rule => !rule.holds(candidate))?.otherwise ?? 'heading'
}

function isCaptionLine({ text }: Line): boolean {
  const colon = text.slice(0, 40).search(/[:：]/)
  return colon > 0 && isCaption(text.slice(0, colon))
}

/** Whether the line does not continue on the next one in a hard-wrapped file. */
function isWhole({ line, rawBlock, layout }: Candidate): boolean {
  const below = rawBlock.lines[1]
  return below === undefined || !wrapsInto(line, below, layout)
}

/** Whether the line is on its own. Text may follow directly in a file that is not hard-wrapped, if it is clearly text. */
function standsAlone({ rawBlock, layout }: Candidate): boolean {
  const [line, below] = rawBlock.lines
  if (!below) return layout.wrap === undefined || rawBlock.blankAfter || rawBlock.underlined
  if (layout.wrap !== undefined) return false
  return below.text.length > Math.max(80, line?.text.length ?? 0) || /[.!?。！？:：]["'”’»)*_~]*$/u.test(below.text)
}

/** Whether text, a list or a quote follows, and not another possible heading. */
function hasBody({ rawBlock, next, layout }: Candidate): boolean {
  if (rawBlock.lines.length > 1) return true
  if (!next || next.kind === 'divider') return false
  if (next.kind !== 'text') return true
  const [line] = next.lines
  if (!line) return false
  const candidate: Candidate = { line, rawBlock: next, next: undefined, layout }
  const failed = headingRules.find(rule => rule.name !== 'body-under' && !rule.holds(candidate))
  return failed !== undefined && (failed.otherwise === 'text' || next.lines.length > 1)
}
