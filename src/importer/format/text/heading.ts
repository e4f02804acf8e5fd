import { isCaption } from '../../fact/lexicon.ts'
import { isFull, type Layout } from './layout.ts'
import type { Line } from './lines.ts'
import type { Piece, TextPiece } from './piece.ts'

/** A line that may be a heading: the first of a piece of text. */
export type Candidate = { line: Line; piece: TextPiece; next: Piece | undefined; layout: Layout }

export type Verdict = 'heading' | 'text' | 'unsure'

type Rule = {
  name: string
  holds: (candidate: Candidate) => boolean
  /** What the line is when the rule does not hold and all before it do. */
  otherwise: 'text' | 'unsure'
}

const longestHeading = 100

/**
 * What makes a line a heading. All rules have to hold. A line that fails one of the last ones has the shape of a
 * heading: it stays a paragraph, with a note.
 */
export const headingRules: readonly Rule[] = [
  { name: 'after-blank-line', holds: ({ piece }) => piece.blankBefore, otherwise: 'text' },
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

/** By code points, which a paragraph need not be taken apart for. */
function isShort(text: string): boolean {
  return text.length <= longestHeading || (text.length <= 2 * longestHeading && [...text].length <= longestHeading)
}

/** Whether the first line of a piece of text is a heading. */
export function verdictOn(candidate: Candidate): Verdict {
  return headingRules.find(rule => !rule.holds(candidate))?.otherwise ?? 'heading'
}

function isCaptionLine({ text }: Line): boolean {
  const colon = text.slice(0, 40).search(/[:：]/)
  return colon > 0 && isCaption(text.slice(0, colon))
}

/** The line does not go on on the next one, where a hard-wrapped file broke it. */
function isWhole({ line, piece, layout }: Candidate): boolean {
  const below = piece.lines[1]
  return below === undefined || !isFull(line, below, layout)
}

/** In a hard-wrapped file a blank line follows; else the text may follow at once, when it is clearly text. */
function standsAlone({ piece, layout }: Candidate): boolean {
  const [line, below] = piece.lines
  if (!below) return layout.wrap === undefined || piece.blankAfter || piece.underlined
  if (layout.wrap !== undefined) return false
  return below.text.length > Math.max(80, line?.text.length ?? 0) || /[.!?。！？:：]["'”’»)*_~]*$/u.test(below.text)
}

/** Text, a list or a quote follows, and not another line that could be a heading. */
function hasBody({ piece, next, layout }: Candidate): boolean {
  if (piece.lines.length > 1) return true
  if (!next || next.kind === 'divider') return false
  if (next.kind !== 'text') return true
  const [line] = next.lines
  if (!line) return false
  const candidate: Candidate = { line, piece: next, next: undefined, layout }
  const failed = headingRules.find(rule => rule.name !== 'body-under' && !rule.holds(candidate))
  return failed !== undefined && (failed.otherwise === 'text' || next.lines.length > 1)
}
