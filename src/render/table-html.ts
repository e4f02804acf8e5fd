import type { BlockOf, TableCell } from '../domain/body/block.ts'
import { plainText } from '../domain/body/inline.ts'
import type { HtmlSetting } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html } from './markup.ts'

type Row = BlockOf<'table'>['rows'][number]

/**
 * A table. Leading rows of header cells form the head, including rows that these cells span into, because a cell must not
 * cross the end of its table part. If no rows remain, there is no head.
 */
export function tableHtml({ caption, rows }: BlockOf<'table'>, setting: HtmlSetting): Child {
  const words = caption && caption.length > 0 ? inlineHtml(caption, setting) : undefined
  if (rows.length === 0) return words && html('p', {}, words)
  const firstBody = rows.findIndex(row => !isHead(row))
  const headers = firstBody < 0 ? rows.length : firstBody
  const end = spanned(rows, headers)
  const height = end === rows.length && headers < end ? 0 : end
  const head = rows.slice(0, height)
  const body = rows.slice(height)
  const table = html(
    'table',
    {},
    words && html('caption', {}, words),
    head.length > 0
      ? html(
          'thead',
          {},
          head.map((row, at) => rowHtml(row, at < headers ? 'col' : 'row', setting)),
        )
      : undefined,
    body.length > 0
      ? html(
          'tbody',
          {},
          body.map((row, at) => rowHtml(row, height + at < headers ? 'col' : 'row', setting)),
        )
      : undefined,
  )
  if (!setting.scrolls) return table
  // A region needs a name; without a caption the box is only focusable.
  const name = caption && plainText(caption)
  return html('div', { class: 'scroll', tabindex: 0, ...(name && { role: 'region', 'aria-label': name }) }, table)
}

/** Number of rows in the head, including rows spanned by its cells. */
function spanned(rows: readonly Row[], first: number): number {
  let end = first
  for (let at = 0; at < end && at < rows.length; at += 1) {
    for (const cell of rows[at]?.cells ?? []) end = Math.max(end, at + cell.rowspan)
  }
  return Math.min(end, rows.length)
}

/** A row without cells belongs to the body. */
function isHead(row: Row): boolean {
  return row.cells.length > 0 && row.cells.every(cell => cell.header)
}

function rowHtml(row: Row, scope: 'col' | 'row', setting: HtmlSetting): Child {
  return html(
    'tr',
    {},
    row.cells.map(cell => cellHtml(cell, scope, setting)),
  )
}

function cellHtml(cell: TableCell, scope: 'col' | 'row', setting: HtmlSetting): Child {
  const attributes = {
    scope: cell.header ? scope : undefined,
    colspan: cell.colspan > 1 ? cell.colspan : undefined,
    rowspan: cell.rowspan > 1 ? cell.rowspan : undefined,
    class: cell.align && `align-${cell.align}`,
  }
  return html(cell.header ? 'th' : 'td', attributes, inlineHtml(cell.content, setting))
}
