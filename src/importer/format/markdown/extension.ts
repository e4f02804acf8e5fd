import type { Reporter } from '../../fact/report.ts'
import { fenceRanges } from './fence-range.ts'

/** The start of an extension of kramdown (`{::comment}`, `{::options … /}`), or code in a line. */
const start = /`[^`\n]{1,500}`|\{::(comment|nomarkdown|options)\b([^{}\n]{0,300})\}/g

/**
 * Removes the extensions of kramdown: comments with their text, options, and the tags of `nomarkdown`. A comment that is not
 * closed hides the rest of the text, as in kramdown's own syntax for blocks.
 */
export function withoutExtensions(text: string, reporter: Reporter): string {
  if (!text.includes('{::')) return text
  const code = fenceRanges(text).filter(({ isCode }) => isCode)
  let result = ''
  let done = 0
  for (const { index, 0: tag, 1: name, 2: rest = '' } of text.matchAll(start)) {
    if (index < done || name === undefined || code.some(({ start, end }) => start <= index && index < end)) continue
    const from = index + tag.length
    const close = name === 'options' || rest.trimEnd().endsWith('/') ? undefined : closeOf(text, from, name)
    const inner = close === undefined ? '' : text.slice(from, close.start)
    reporter.consume(name === 'comment' ? 'comment' : 'attributes', name === 'comment' ? inner : tag)
    const kept = name === 'nomarkdown' ? inner : '\n'.repeat(inner.split('\n').length - 1)
    result += text.slice(done, index) + kept
    done = close?.end ?? from
  }
  return result + text.slice(done)
}

function closeOf(text: string, from: number, name: string): { start: number; end: number } {
  const ends = [`{:/${name}}`, '{:/}'].flatMap(sign => {
    const start = text.indexOf(sign, from)
    return start < 0 ? [] : [{ start, end: start + sign.length }]
  })
  return ends.sort((a, b) => a.start - b.start)[0] ?? { start: text.length, end: text.length }
}
