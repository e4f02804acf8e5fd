import type { Element } from 'hast'
import type { Block, TableCell } from '../../domain/body/block.ts'
import type { Inline } from '../../domain/body/inline.ts'
import { attribute, childElements, elements, hasClass, isElement, textOf } from './element.ts'
import {
  addBlock,
  endParagraph,
  type Handler,
  type Output,
  placeOf,
  type ReadContext,
  readChildren,
  type Scope,
  trimmed,
} from './flow.ts'

/**
 * `table`. A layout table is read cell by cell. Blocks that a cell cannot contain (pictures, tables, code) follow the table.
 */
export const table: Handler = (element, scope, out, context) => {
  const parts = tableParts(element)
  if (isCodeTable(parts.rows)) return codeOf(parts.rows, scope, out, context)
  if (isLayout(element, parts.rows)) {
    endParagraph(out)
    context.reporter.note('table-layout', 'A layout table was read cell by cell.', placeOf(element))
    if (parts.caption) context.walk(parts.caption.children, scope, out)
    for (const row of parts.rows)
      for (const cell of cells(row)) {
        endParagraph(out)
        context.walk(cell.children, scope, out)
        endParagraph(out)
      }
    return
  }
  const displaced: Block[] = []
  const rows = parts.rows.map(row => ({ cells: cells(row).map(cell => cellOf(cell, row, scope, displaced, context)) }))
  const caption = parts.caption ? textOfCell(parts.caption, scope, displaced, context) : []
  const filled = rows.filter(row => row.cells.length > 0)
  if (filled.length > 0) addBlock(out, { type: 'table', ...(caption.length > 0 && { caption }), rows: filled })
  for (const block of displaced) addBlock(out, block)
}

function cellOf(cell: Element, row: Element, scope: Scope, displaced: Block[], context: ReadContext): TableCell {
  const align = alignOf(cell) ?? alignOf(row)
  return {
    content: textOfCell(cell, scope, displaced, context),
    header: cell.tagName === 'th',
    colspan: span(cell, 'colSpan', 1000),
    rowspan: span(cell, 'rowSpan', 65_534),
    ...(align && { align }),
  }
}

/** The text of a cell, one line per block. Blocks without text are added to `displaced`. */
function textOfCell(cell: Element, scope: Scope, displaced: Block[], context: ReadContext): Inline[] {
  const inner = readChildren(cell.children, scope, context)
  const lines = inner.blocks.flatMap(block => lineOf(block, displaced))
  if (inner.blocks.length > 1 || inner.blocks.some(block => block.type !== 'paragraph')) {
    context.reporter.note(
      'table-cell',
      'A table cell with several blocks was simplified to lines of text.',
      placeOf(cell),
    )
  }
  return trimmed(lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line])))
}

function lineOf(block: Block, displaced: Block[]): Inline[][] {
  switch (block.type) {
    case 'paragraph':
      return [block.content]
    case 'list':
      return block.items.flatMap((item, index) => [
        [{ text: block.ordered ? `${(block.start ?? 1) + index}. ` : '• ' }, ...item.content],
        ...item.blocks.flatMap(inner => lineOf(inner, displaced)),
      ])
    case 'quote':
    case 'callout':
    case 'other':
      return [
        ...('title' in block && block.title ? [[{ text: block.title, strong: true }]] : []),
        ...block.blocks.flatMap(inner => lineOf(inner, displaced)),
      ]
    case 'code':
      return [[{ text: block.text, code: true }]]
    case 'image':
      displaced.push(block)
      return block.image.alt ? [[{ text: block.image.alt, link: { href: block.image.url } }]] : []
    case 'divider':
      return []
    default:
      displaced.push(block)
      return []
  }
}

/** The caption and the rows in reading order, without those of nested tables. */
function tableParts(element: Element): { caption: Element | undefined; rows: Element[] } {
  const parts = childElements(element)
  const rows = (kind: string) =>
    parts
      .filter(part => part.tagName === kind)
      .flatMap(part => childElements(part).filter(child => child.tagName === 'tr'))
  const direct = parts
    .filter(part => isElement(part, 'tr', 'tbody'))
    .flatMap(part => (part.tagName === 'tr' ? [part] : childElements(part).filter(child => child.tagName === 'tr')))
  return {
    caption: parts.find(part => part.tagName === 'caption'),
    rows: [...rows('thead'), ...direct, ...rows('tfoot')],
  }
}

function cells(row: Element): Element[] {
  return childElements(row).filter(child => isElement(child, 'td', 'th'))
}

/** Whether a table is for layout: by its role, or without header and with one cell or with page content in cells. */
function isLayout(element: Element, rows: readonly Element[]): boolean {
  if (/^(presentation|none)$/.test(attribute(element, 'role') ?? '')) return true
  const all = rows.flatMap(cells)
  if (all.length === 0 || all.some(cell => cell.tagName === 'th')) return false
  if (childElements(element).some(part => isElement(part, 'caption', 'thead'))) return false
  if (all.length === 1) return true
  const page = all.filter(
    cell =>
      elements(cell.children, isPagePart).length > 0 || elements(cell.children, one => one.tagName === 'p').length > 2,
  )
  const columns = Math.max(...rows.slice(0, 50).map(row => cells(row).length))
  return page.length > 0 && (columns <= 1 || page.length * 2 >= all.length || all.length <= 3)
}

function isPagePart(element: Element): boolean {
  return isElement(
    element,
    'table',
    'h1',
    'h2',
    'h3',
    'h4',
    'blockquote',
    'pre',
    'figure',
    'iframe',
    'hr',
    'article',
    'section',
  )
}

/** Whether a table is a listing with a column of line numbers (Rouge, Pygments, Chroma, GitHub). */
function isCodeTable(rows: readonly Element[]): boolean {
  const first = rows[0]
  return (
    first !== undefined &&
    cells(first).some(cell => hasClass(cell, /(^|\s)(code|rouge-code|blob-code|hljs-ln-code)(\s|$)/))
  )
}

function codeOf(rows: readonly Element[], scope: Scope, out: Output, context: ReadContext): void {
  const code = rows.flatMap(row => cells(row).filter(cell => hasClass(cell, /code/)))
  const [only] = code
  const pre = elements(code, one => one.tagName === 'pre')
  if (only && pre.length > 0) context.walk(only.children, scope, out)
  else addBlock(out, { type: 'code', text: code.map(cell => textOf(cell).replace(/\n$/, '')).join('\n') })
}

function span(cell: Element, name: string, most: number): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10)
  return value >= 1 ? Math.min(value, most) : 1
}

function alignOf(element: Element): 'left' | 'center' | 'right' | undefined {
  const style = /text-align\s*:\s*(left|center|right)/i.exec(attribute(element, 'style') ?? '')?.[1]
  const name = /(?:^|\s)(?:has-text-)?align-(left|center|right)(?:\s|$)/.exec(
    attribute(element, 'className') ?? '',
  )?.[1]
  const value = (attribute(element, 'align') ?? style ?? name)?.toLowerCase()
  return value === 'left' || value === 'center' || value === 'right' ? value : undefined
}
