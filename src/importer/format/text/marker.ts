import type { Line } from './lines.ts'

/** A list marker. */
export type Marker = {
  kind: 'bullet' | 'number'
  /** Equal for all items of a list. */
  sign: string
  /** Position that the number or letter states. */
  value: number
  /** Source text. */
  text: string
  /** Text after the marker. */
  rest: string
  /** State of a task: `[x]` or `[ ]`. */
  checked?: boolean
}

const tight = /^([•‣◦▪▫●■⁃])\ufe0f?\s*(.*)$/su
const loose = /^([-*+–—·○□◆◇❖➤►▸▹▶✓✔✗☑✅➜➔→∙🔹🔸👉])\ufe0f?\s+(.*)$/su
/** The second level of a list that was copied from a word processor. */
const letterO = /^(o)(?:\t| {2})\s*(.*)$/s
const number = /^(\(?)(\d{1,3})([.)])\s+(.*)$/s
const letter = /^(\(?)([a-zA-Z])(\))\s+(.*)$/s

/** The marker at the start of a line. Whether it opens a list depends on the lines around it. */
export function markerOf({ text }: Line): Marker | undefined {
  const code = text.charCodeAt(0)
  if (code > 0x39 && code < 0x80 && !couldBeLetter(text)) return undefined
  const bullet = tight.exec(text) ?? loose.exec(text) ?? letterO.exec(text)
  if (bullet) return bulletMarker(bullet[1] ?? '', bullet[2] ?? '')
  const counted = number.exec(text) ?? letter.exec(text)
  if (!counted) return undefined
  const [, open = '', value = '', close = '', rest = ''] = counted
  const isLetter = !/\d/.test(value)
  const sign = `${open}${isLetter ? (value === value.toLowerCase() ? 'a' : 'A') : '1'}${close}`
  const order = isLetter ? value.toLowerCase().charCodeAt(0) - 96 : Number(value)
  return { kind: 'number', sign, value: order, text: `${open}${value}${close}`, rest }
}

/** Whether items with these markers are in one list at one level. */
export function sameSign(a: Marker, b: Marker): boolean {
  return a.sign === b.sign
}

/** Dashes that can also begin an attribution, dialogue or an aside. */
export function isWideDash(marker: Marker): boolean {
  return marker.sign === '–' || marker.sign === '—'
}

function bulletMarker(sign: string, rest: string): Marker {
  const task = /^\[([ xX])\]\s+(.*)$/s.exec(rest)
  const plain: Marker = { kind: 'bullet', sign, value: 0, text: sign, rest }
  if (!task) return plain
  return { ...plain, text: `${sign} [${task[1]}]`, rest: task[2] ?? '', checked: task[1] !== ' ' }
}

function couldBeLetter(text: string): boolean {
  return text[1] === ')' || text[0] === 'o'
}
