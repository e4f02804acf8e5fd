import type { Element } from 'hast'
import type { Block, TableCell } from '../../domain/body/block.ts'
import type { Inline } from '../../domain/body/inline.ts'
import { attribute, childElements, elements, hasClass, isElement, textOf } from './element.ts'
import { close, type Handler, inside, type Out, placeOf, put, type Scope, type Setting, trimmed } from './flow.ts'

/**
 * `table`. One that only lays out a page is read cell by cell. What a cell cannot hold (pictures, tables, code) follows
 * the table.
 */
export const table: Handler = (element, scope, out, setting) => {
  const parts = tableParts(element)
  if (isCodeTable(parts.rows)) return codeOf(parts.rows, scope, out, setting)
  if (isLayout(element, parts.rows)) {
    close(out)
    setting.reporter.note('table-layout', 'A table that lays out the page was read cell by cell.', placeOf(element))
    if (parts.caption) setting.walk(parts.caption.children, scope, out)
    for (const row of parts.rows)
      for (const cell of cells(row)) {
        close(out)
        setting.walk(cell.children, scope, out)
        close(out)
      }
    return
  }
  const beside: Block[] = []
  const rows = parts.rows.map(row => ({ cells: cells(row).map(cell => cellOf(cell, row, scope, beside, setting)) }))
  const caption = parts.caption ? spoken(parts.caption, scope, beside, setting) : []
  const filled = rows.filter(row => row.cells.length > 0)
  if (filled.length > 0) put(out, { type: 'table', ...(caption.length > 0 && { caption }), rows: filled })
  for (const block of beside) put(out, block)
}

function cellOf(cell: Element, row: Element, scope: Scope, beside: Block[], setting: Setting): TableCell {
  const align = alignOf(cell) ?? alignOf(row)
  return {
    content: spoken(cell, scope, beside, setting),
    header: cell.tagName === 'th',
    colspan: span(cell, 'colSpan', 1000),
    rowspan: span(cell, 'rowSpan', 65_534),
    ...(align && { align }),
  }
}

/** The words of a cell; its blocks line by line. What is no words goes to `beside`. */
function spoken(cell: Element, scope: Scope, beside: Block[], setting: Setting): Inline[] {
  const said = inside(cell.children, scope, setting)
  const lines = said.blocks.flatMap(block => lineOf(block, beside))
  if (said.blocks.length > 1 || said.blocks.some(block => block.type !== 'paragraph')) {
    setting.reporter.note(
      'table-cell',
      'A table cell held more than one line of words; it was simplified.',
      placeOf(cell),
    )
  }
  return trimmed(lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line])))
}

function lineOf(block: Block, beside: Block[]): Inline[][] {
  switch (block.type) {
    case 'paragraph':
      return [block.content]
    case 'list':
      return block.items.flatMap((item, index) => [
        [{ text: block.ordered ? `${(block.start ?? 1) + index}. ` : '• ' }, ...item.content],
        ...item.blocks.flatMap(inner => lineOf(inner, beside)),
      ])
    case 'quote':
    case 'callout':
    case 'other':
      return [
        ...('title' in block && block.title ? [[{ text: block.title, strong: true }]] : []),
        ...block.blocks.flatMap(inner => lineOf(inner, beside)),
      ]
    case 'code':
      return [[{ text: block.text, code: true }]]
    case 'image':
      beside.push(block)
      return block.image.alt ? [[{ text: block.image.alt, link: { href: block.image.url } }]] : []
    case 'divider':
      return []
    default:
      beside.push(block)
      return []
  }
}

/** Rows in reading order and the caption; those of tables inside it stay there. */
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

/** No header, and one cell only, or declared so, or cells that hold what no data table does. */
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

/** Listings with line numbers in a column of their own (Rouge, Pygments, Chroma, GitHub). */
function isCodeTable(rows: readonly Element[]): boolean {
  const first = rows[0]
  return (
    first !== undefined &&
    cells(first).some(cell => hasClass(cell, /(^|\s)(code|rouge-code|blob-code|hljs-ln-code)(\s|$)/))
  )
}

function codeOf(rows: readonly Element[], scope: Scope, out: Out, setting: Setting): void {
  const code = rows.flatMap(row => cells(row).filter(cell => hasClass(cell, /code/)))
  const [only] = code
  const pre = elements(code, one => one.tagName === 'pre')
  if (only && pre.length > 0) setting.walk(only.children, scope, out)
  else put(out, { type: 'code', text: code.map(cell => textOf(cell).replace(/\n$/, '')).join('\n') })
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
