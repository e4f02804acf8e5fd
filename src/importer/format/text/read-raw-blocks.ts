import { type Layout, wrapsInto } from './layout.ts'
import type { Line } from './lines.ts'
import { readList } from './list.ts'
import { attributionOf, isAmongDashes, isQuoted, quotationStart, quoteOf } from './quote.ts'
import { opensList, type RawBlock, type RawQuote, type RawText } from './raw-block.ts'

/** Splits the body into text, lists, quotes and dividers, in order. Each line belongs to exactly one. */
export function readRawBlocks(lines: readonly Line[], layout: Layout): RawBlock[] {
  const rawBlocks: RawBlock[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]
    if (!line) break
    if (line.text === '') at += 1
    else if (isDivider(line)) {
      rawBlocks.push({ kind: 'divider', line })
      at += 1
    } else if (isQuoted(line)) {
      const end = endOf(lines, at, isQuoted)
      rawBlocks.push(quoteOf(lines.slice(at, end)))
      at = end
    } else if (opensList(lines, at, layout)) {
      const { list, end } = readList(lines, at, layout)
      rawBlocks.push(list)
      at = end
    } else at = readText(lines, at, layout, rawBlocks)
  }
  return rawBlocks
}

function isDivider({ text }: Line): boolean {
  return text.length < 1000 && /^(?:([-*_=~—–•·⁂])(?:\s*\1){2,}|⁂|❦|\*)$/u.test(text) && text !== '*'
}

function endOf(lines: readonly Line[], start: number, belongs: (line: Line) => boolean): number {
  let end = start
  for (let line = lines[end]; line && line.text !== '' && belongs(line); line = lines[end]) end += 1
  return end
}

/** Reads lines up to a blank one, a list, a divider or a quote. An attribution turns the lines before it into a quote. */
function readText(lines: readonly Line[], start: number, layout: Layout, rawBlocks: RawBlock[]): number {
  let end = start + 1
  for (let line = lines[end]; line && line.text !== ''; line = lines[end]) {
    const quoted = lines.slice(Math.max(start, end - 20), end)
    const by = isAmongDashes(line, lines[end + 1]) ? undefined : attributionOf(quoted, line, false)
    if (by !== undefined) return readQuote(lines, start, end, { line, text: by }, rawBlocks)
    const last = lines[end - 1]
    const isWrapped = last && wrapsInto(last, line, layout) && !/[:：]$/.test(last.text)
    if (isDivider(line) || isQuoted(line) || (!isWrapped && opensList(lines, end, layout))) break
    end += 1
  }
  const below = lines[end]
  const after = below?.text === '' ? lines[end + 1] : undefined
  const by =
    after && !isAmongDashes(after, lines[end + 2]) && isLastOfChunk(lines, end + 1)
      ? attributionOf(lines.slice(Math.max(start, end - 20), end), after, true)
      : undefined
  if (after && by !== undefined) return readQuote(lines, start, end, { line: after, text: by }, rawBlocks)
  const underlined = end === start + 1 && below !== undefined && /^(?:={3,}|-{3,}|~{3,})$/.test(below.text)
  rawBlocks.push(textOf(lines, start, underlined ? end + 1 : end, end, underlined))
  return underlined ? end + 1 : end
}

function readQuote(
  lines: readonly Line[],
  start: number,
  end: number,
  attribution: NonNullable<RawQuote['attribution']>,
  rawBlocks: RawBlock[],
): number {
  const quoted = lines.slice(start, end)
  const from = quotationStart(quoted)
  if (from > 0) rawBlocks.push(textOf(lines, start, start + from, start + from, false))
  rawBlocks.push({ kind: 'quote', lines: quoted.slice(from), attribution })
  return lines[end] === attribution.line ? end + 1 : end + 2
}

function isLastOfChunk(lines: readonly Line[], at: number): boolean {
  return lines[at + 1] === undefined || lines[at + 1]?.text === ''
}

function textOf(lines: readonly Line[], start: number, after: number, end: number, underlined: boolean): RawText {
  const isBlank = (at: number) => lines[at] === undefined || lines[at]?.text === ''
  return {
    kind: 'text',
    lines: lines.slice(start, end),
    blankBefore: isBlank(start - 1),
    blankAfter: isBlank(after),
    underlined,
  }
}
