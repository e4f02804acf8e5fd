import type { Pattern } from '../domain/search/match.ts'
import type { Token } from './analyser.ts'

/** Patterns by their first token, so that one pass over the tokens of a text finds all of them. */
export type SpanLookup<One extends Pattern = Pattern> = {
  words: ReadonlyMap<string, readonly One[]>
  stems: ReadonlyMap<string, readonly One[]>
  beginnings: readonly One[]
}

/** An occurrence of a pattern: positions in UTF-16 units. */
export type Span<One extends Pattern = Pattern> = { start: number; end: number; pattern: One }

export function spanLookup<One extends Pattern>(patterns: readonly One[]): SpanLookup<One> {
  const kinds = Object.groupBy(patterns, ({ tokens: [first = '', second], isPrefix }) =>
    first.startsWith('=') ? 'stems' : isPrefix && second === undefined ? 'beginnings' : 'words',
  )
  const byFirst = (all: readonly One[] = [], skipped = 0) =>
    Map.groupBy(all, ({ tokens: [first = ''] }) => first.slice(skipped))
  return { words: byFirst(kinds.words), stems: byFirst(kinds.stems, 1), beginnings: kinds.beginnings ?? [] }
}

/** Where the patterns occur in a text, in the order of the text. */
export function spansOf<One extends Pattern>(
  tokens: readonly Token[],
  { words, stems, beginnings }: SpanLookup<One>,
): Span<One>[] {
  const found: Span<One>[] = []
  for (const [index, { text, stem, start, end }] of tokens.entries()) {
    for (const pattern of words.get(text) ?? []) {
      const last = lastOf(tokens, index, pattern)
      if (last !== undefined) found.push({ start, end: endIn(tokens, last, pattern), pattern })
    }
    const own = stem === undefined ? undefined : stems.get(stem)
    for (const pattern of own ?? []) found.push({ start, end, pattern })
    for (const pattern of beginnings)
      if (text.startsWith(pattern.tokens[0] ?? '')) found.push({ start, end: endIn(tokens, index, pattern), pattern })
  }
  return found
}

/** Index of the last token of a pattern whose first token is at an index. Undefined if the others do not follow. */
function lastOf(tokens: readonly Token[], index: number, { tokens: wanted, isPrefix }: Pattern): number | undefined {
  for (let at = 1; at < wanted.length; at += 1) {
    const [text, expected = ''] = [tokens[index + at]?.text, wanted[at]]
    const isBeginning = isPrefix && at === wanted.length - 1
    if (!(isBeginning ? text?.startsWith(expected) : text === expected)) return undefined
  }
  return index + wanted.length - 1
}

/** Where a pattern ends whose last token is at an index. Of a pair of CJK characters, a single one matches the first only. */
function endIn(tokens: readonly Token[], index: number, { tokens: wanted }: Pattern): number {
  const [token, next] = [tokens[index], tokens[index + 1]]
  const end = token?.end ?? 0
  const isHalf = next !== undefined && next.start < end && token?.text !== wanted.at(-1)
  return isHalf ? next.start : end
}
