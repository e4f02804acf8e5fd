import { trimEndBy } from '../../../domain/text/trim.ts'

/** A trimmed line of the source. */
export type Line = {
  /** Empty on a blank line. */
  text: string
  /** Columns before the text, with tab stops of four, without the indent that all lines share. */
  indent: number
  /** From 1. */
  number: number
}

/**
 * Splits a text into lines. Merges blank lines, and removes them at both ends. Removes control characters, and no-break
 * spaces except where typography requires them.
 */
export function linesOf(text: string): Line[] {
  const lines: Line[] = []
  let number = 0
  let blank = true
  for (const raw of text.split(lineBreak)) {
    number += 1
    const line = lineOf(raw, number)
    if (line.text !== '' || !blank) lines.push(line)
    blank = line.text === ''
  }
  if (blank) lines.pop()
  return withoutSharedIndent(lines)
}

const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/

const control = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g

const wideSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g

/** No-break spaces that belong to the spelling, as in « 1 234 ! ». */
const typographic = /(?<=\d)[\u00a0\u202f](?=[\d%])|[\u00a0\u202f](?=[:;?!»%€])|(?<=«)[\u00a0\u202f]/g

/** Matches any of these characters. Most lines have none. */
const special =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufdd0-\ufdef\ufeff\ufffe\uffff]/

function lineOf(raw: string, number: number): Line {
  const plain = special.test(raw) ? withoutSpecial(raw) : raw
  const text = plain.trim()
  return { text, indent: text === '' ? 0 : columns(plain), number }
}

function withoutSpecial(raw: string): string {
  const kept = new Set([...raw.matchAll(typographic)].map(match => match.index))
  const plain = raw
    .replace(wideSpace, (space, at: number) => (kept.has(at) ? space : ' '))
    .replace(control, '')
    .replace(/^[\s\u200b\u2060\ufeff]+/, start => start.replace(/[\u200b\u2060\ufeff]/g, ''))
  return trimEndBy(plain, /[\u200b\u2060\ufeff]/)
}

function columns(line: string): number {
  let column = 0
  for (const character of line) {
    if (character === '\t') column += 4 - (column % 4)
    else if (character.trim() === '') column += 1
    else break
  }
  return column
}

function withoutSharedIndent(lines: Line[]): Line[] {
  let shared = Number.POSITIVE_INFINITY
  for (const { text, indent } of lines) if (text !== '') shared = Math.min(shared, indent)
  if (shared > 0) for (const line of lines) line.indent = Math.max(0, line.indent - shared)
  return lines
}
