import type { RootContent, Table } from 'mdast'
import type { BlockOf } from '../domain/body/block.ts'
import type { Inline } from '../domain/body/inline.ts'
import { legible } from '../domain/text/legible-text.ts'
import { htmlSetting } from './html-setting.ts'
import { cellBreak, inlineMarkdown } from './inline-markdown.ts'
import type { MarkdownSetting } from './markdown-setting.ts'
import { join } from './markup.ts'
import { tableHtml } from './table-html.ts'

/** Maximum ratio of written to real cells: GFM pads each row to the longest one. */
const maxFilled = 10

/**
 * A GFM table if it can express the table; HTML if there are spans, a caption, header cells outside the first row, or mostly
 * missing cells.
 */
export function tableMarkdown(block: BlockOf<'table'>, setting: MarkdownSetting): RootContent[] {
  if (block.rows.length === 0 && !block.caption?.length) return []
  if (!isPlain(block)) return [{ type: 'html', value: join(tableHtml(block, htmlSetting())).markup }]
  const align = (block.rows[0]?.cells ?? []).map((cell): NonNullable<typeof cell.align> | null => cell.align ?? null)
  for (const { cells } of block.rows) for (const [column, cell] of cells.entries()) align[column] ??= cell.align ?? null
  const children: Table['children'] = block.rows.map(row => ({
    type: 'tableRow',
    children: row.cells.map(cell => ({
      type: 'tableCell',
      children: inlineMarkdown(cell.content, setting, cellBreak),
    })),
  }))
  return [{ type: 'table', align, children }]
}

function isPlain({ rows: [head, ...rows], caption }: BlockOf<'table'>): boolean {
  const width = head?.cells.length ?? 0
  if (width === 0 || caption?.length || !head?.cells.every(cell => cell.header)) return false
  const cells = [head, ...rows].flatMap(row => row.cells)
  return (
    width * (rows.length + 1) <= cells.length * maxFilled &&
    cells.every(cell => cell.colspan === 1 && cell.rowspan === 1 && !cell.content.some(isUnwritable)) &&
    rows.every(row => row.cells.length > 0 && row.cells.length <= width && row.cells.every(cell => !cell.header))
  )
}

/** GFM removes the backslash before a pipe, in code too; `\\|` cannot be written otherwise. */
function isUnwritable({ code, text }: Inline): boolean {
  return code === true && legible(text).includes('\\|')
}
