import { type Layout, wrapsInto } from './layout.ts'
import type { Line } from './lines.ts'
import { type Marker, markerOf, sameSign } from './marker.ts'
import { opensList, type RawItem, type RawList } from './raw-block.ts'

/** Limit of nested levels. Deeper items are at this level. */
const deepest = 8

type Level = { list: RawList; indent: number }

/**
 * Reads a list from its first line. A larger indent, or another sign at the same indent, begins a nested list. An item
 * continues on indented lines, and on wrapped lines in a hard-wrapped file. A blank line ends the list unless an item of it
 * or an indented paragraph follows.
 */
export function readList(lines: readonly Line[], start: number, layout: Layout): { list: RawList; end: number } {
  const first = lines[start]
  const marker = first && markerOf(first)
  const list = listFor(marker)
  const levels: Level[] = [{ list, indent: first?.indent ?? 0 }]
  let at = start
  let item: RawItem | undefined
  while (at < lines.length) {
    const isBlank = lines[at]?.text === ''
    const line = isBlank ? lines[at + 1] : lines[at]
    if (!line) break
    const next = continuingMarker(lines, isBlank ? at + 1 : at, levels, {
      isBlank,
      isFirst: item === undefined,
      layout,
    })
    if (next) {
      item = insertItem(levels, next, line)
      at += isBlank ? 2 : 1
    } else if (item && isBlank && line.indent >= item.line.indent + 2 && !markerOf(line)) {
      const stop = paragraphEnd(lines, at + 1, item.line.indent)
      item.inner.push({
        kind: 'text',
        lines: lines.slice(at + 1, stop),
        blankBefore: true,
        blankAfter: true,
        underlined: false,
      })
      at = stop
    } else if (item && !isBlank && item.inner.length === 0 && continuesItem(item, line, layout)) {
      item.lines.push(line)
      at += 1
    } else break
  }
  return { list, end: at }
}

type LinePosition = { isBlank: boolean; isFirst: boolean; layout: Layout }

/** The marker of a line that continues the list. */
function continuingMarker(
  lines: readonly Line[],
  at: number,
  levels: readonly Level[],
  position: LinePosition,
): Marker | undefined {
  const line = lines[at]
  const marker = line && markerOf(line)
  const root = levels[0]
  if (!line || !marker || !root || position.isFirst) return position.isFirst ? marker : undefined
  const known = levels.findLast(({ list }) => isNext(list, marker))
  if (known) return marker
  const isDeeper = line.indent > root.indent + 1
  if (position.isBlank && !isDeeper) return undefined
  if (levels.some(({ list }) => isSame(list, marker)) && !isDeeper) return undefined
  return marker.rest !== '' && opensList(lines, at, position.layout) ? marker : undefined
}

function insertItem(levels: Level[], marker: Marker, line: Line): RawItem {
  while (levels.length > 1 && line.indent < (levels.at(-1)?.indent ?? 0) - 1) levels.pop()
  const isDeeper = line.indent > (levels.at(-1)?.indent ?? 0) + 1
  const known = isDeeper ? -1 : levels.findLastIndex(({ list }) => list.items.length === 0 || isNext(list, marker))
  if (known >= 0) levels.length = known + 1
  else if (levels.length < deepest) {
    const list = listFor(marker)
    levels.at(-1)?.list.items.at(-1)?.inner.push(list)
    levels.push({ list, indent: line.indent })
  }
  const text = { ...line, text: marker.rest }
  const item: RawItem = { marker, line, lines: marker.rest === '' ? [] : [text], inner: [] }
  levels.at(-1)?.list.items.push(item)
  return item
}

function listFor(marker: Marker | undefined): RawList {
  return { kind: 'list', ordered: marker?.kind === 'number', start: marker?.value ?? 1, items: [] }
}

function isSame(list: RawList, marker: Marker): boolean {
  const last = list.items.at(-1)
  return last !== undefined && sameSign(last.marker, marker)
}

/** Whether a marker is the next one of a list: the same sign, and the next number if numbered. */
function isNext(list: RawList, marker: Marker): boolean {
  const last = list.items.at(-1)?.marker
  if (!last || !sameSign(last, marker)) return false
  return marker.kind === 'bullet' || marker.value === last.value + 1 || (marker.value === 1 && last.value === 1)
}

function continuesItem(item: RawItem, line: Line, layout: Layout): boolean {
  const last = item.lines.at(-1)
  if (!last || line.indent > item.line.indent) return true
  const whole = item.lines.length === 1 ? item.line : last
  return wrapsInto(whole, line, layout)
}

function paragraphEnd(lines: readonly Line[], start: number, indent: number): number {
  let end = start
  for (let line = lines[end]; line && line.text !== '' && line.indent > indent; line = lines[end]) {
    if (end > start && markerOf(line)) break
    end += 1
  }
  return end
}
