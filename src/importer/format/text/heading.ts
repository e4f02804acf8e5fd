import { isCaption } from '../../fact/lexicon.ts'
import { type Layout, wrapsInto } from './layout.ts'
import type { Line } from './lines.ts'
import type { RawBlock, RawText } from './raw-block.ts'

/** A line that can be a heading: the first of a raw text block. */
export type Candidate = { line: Line; rawBlock: RawText; layout: Layout }

export type Verdict = 'heading' | 'text' | 'unsure'

type Rule = {
  name: string
  holds: (candidate: Candidate) => boolean
  /** Result if this is the first rule that fails. */
  otherwise: 'text' | 'unsure'
}

const longestHeading = 100

/** Rules about the line itself. If one with `unsure` is the first that fails, the line stays a paragraph, with a note. */
export const headingRules: readonly Rule[] = [
  { name: 'after-blank-line', holds: ({ rawBlock }) => rawBlock.blankBefore, otherwise: 'text' },
  { name: 'short', holds: ({ line }) => isShort(line.text), otherwise: 'text' },
  { name: 'open-end', holds: ({ line }) => !/[.,;:!。，；：！][)\]"'”’»›“*_~]*$/u.test(line.text), otherwise: 'text' },
  { name: 'has-words', holds: ({ line }) => /[\p{L}\p{N}]/u.test(line.text), otherwise: 'text' },
  { name: 'no-address', holds: ({ line }) => !/https?:\/\/|^www\.\S+$/i.test(line.text), otherwise: 'text' },
  { name: 'no-caption', holds: ({ line }) => !isCaptionLine(line), otherwise: 'text' },
  { name: 'no-speaker', holds: ({ line }) => !/^\p{Lu}{1,3}[:：]\s/u.test(line.text), otherwise: 'text' },
  { name: 'no-code', holds: ({ line }) => !/[;{}=<>|\\]|^\$\s/.test(line.text), otherwise: 'unsure' },
  { name: 'no-fragment', holds: ({ line }) => !/^\p{Ll}(?!\p{Lu})/u.test(line.text), otherwise: 'unsure' },
  { name: 'no-trailing-off', holds: ({ line }) => !/…["'”’»*_~]*$/u.test(line.text), otherwise: 'unsure' },
  { name: 'not-broken', holds: isWhole, otherwise: 'text' },
  { name: 'own-line', holds: standsAlone, otherwise: 'unsure' },
]

/** Counts code points only if the number of code units does not decide. */
function isShort(text: string): boolean {
  return text.length <= longestHeading || (text.length <= 2 * longestHeading && [...text].length <= longestHeading)
}

/**
 * Classifies the first line of each raw text block. A heading needs text, a list or a quote below it, where a second heading
 * may come between. Three or more short lines in a row, or two after a colon, are a list without bullets.
 */
export function verdictsOf(rawBlocks: readonly RawBlock[], layout: Layout): Verdict[] {
  const verdicts = rawBlocks.map(rawBlock => shapeOf(rawBlock, layout))
  const isShort = (at: number) => verdicts[at] === 'heading' && lineCount(rawBlocks[at]) === 1
  for (let at = 0; at < rawBlocks.length; at += 1) {
    if (!isShort(at)) continue
    let end = at + 1
    while (isShort(end)) end += 1
    const next = rawBlocks[end]
    const longest = endsInColon(rawBlocks[at - 1]) ? 1 : 2
    if (!next || next.kind === 'divider' || end - at > longest) verdicts.fill('unsure', at, end)
    at = end
  }
  return verdicts
}

function shapeOf(rawBlock: RawBlock, layout: Layout): Verdict {
  const line = rawBlock.kind === 'text' ? rawBlock.lines[0] : undefined
  if (rawBlock.kind !== 'text' || !line) return 'text'
  return headingRules.find(rule => !rule.holds({ line, rawBlock, layout }))?.otherwise ?? 'heading'
}

function lineCount(rawBlock: RawBlock | undefined): number {
  return rawBlock?.kind === 'text' ? rawBlock.lines.length : 0
}

function endsInColon(rawBlock: RawBlock | undefined): boolean {
  return rawBlock?.kind === 'text' && /[:：]$/.test(rawBlock.lines.at(-1)?.text ?? '')
}

function isCaptionLine({ text }: Line): boolean {
  const colon = text.slice(0, 40).search(/[:：]/)
  if (colon > 0) return isCaption(text.slice(0, colon))
  const [word = ''] = text.split(' ', 1)
  return isCaption(word) && /^\S+ (?:courtesy|credit|source|via)\b/i.test(text)
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
