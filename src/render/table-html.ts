import type { BlockOf, TableCell } from '../domain/block.ts'
import type { HtmlSetting } from './html-setting.ts'
import { inlineHtml } from './inline-html.ts'
import { type Child, html } from './markup.ts'

type Row = BlockOf<'table'>['rows'][number]

/** A table whose first rows of nothing but header cells are its head. */
export function tableHtml({ caption, rows }: BlockOf<'table'>, setting: HtmlSetting): Child {
  const words = caption && caption.length > 0 ? inlineHtml(caption, setting) : undefined
  if (rows.length === 0) return words && html('p', {}, words)
  const firstBody = rows.findIndex(row => !isHead(row))
  const head = firstBody < 0 ? rows : rows.slice(0, firstBody)
  const body = firstBody < 0 ? [] : rows.slice(firstBody)
  return html(
    'table',
    {},
    words && html('caption', {}, words),
    head.length > 0
      ? html(
          'thead',
          {},
          head.map(row => rowHtml(row, 'col', setting)),
        )
      : undefined,
    body.length > 0
      ? html(
          'tbody',
          {},
          body.map(row => rowHtml(row, 'row', setting)),
        )
      : undefined,
  )
}

/** A row of no cells at all belongs to the body. */
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
