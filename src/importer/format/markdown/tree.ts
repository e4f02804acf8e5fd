import type { Element, ElementContent, Nodes as HastNodes } from 'hast'
import { raw } from 'hast-util-raw'
import type {
  Code,
  FootnoteDefinition,
  FootnoteReference,
  ImageReference,
  LinkReference,
  Nodes,
  Root,
  Table,
  TableRow,
} from 'mdast'
import { directiveFromMarkdown } from 'mdast-util-directive'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { defaultHandlers, type Handler, type State, toHast } from 'mdast-util-to-hast'
import { directive } from 'micromark-extension-directive'
import { gfm } from 'micromark-extension-gfm'
import { VFile } from 'vfile'
import { addressBudget } from '../../blocks/address-budget.ts'
import type { Reporter } from '../../fact/report.ts'
import { isTooComplex, strippedText } from '../../tree/complexity.ts'
import { callouts } from './callout.ts'
import { definitionLists } from './definition.ts'
import { editFromFirstChange } from './edit-map.ts'
import { type HeadingIds, headingAttributes } from './heading-attribute.ts'

/** Without GFM's second search for addresses in the finished tree, which finds escaped addresses too. */
const literal = gfmFromMarkdown().map(extension => ({ ...extension, transforms: [] }))

/** Parses CommonMark with GitHub's extensions, footnotes and callouts to an HTML tree, including raw HTML. */
export function markdownTree(
  text: string,
  reporter: Reporter,
  { isMdx = false, headingIds = new Map() }: { isMdx?: boolean; headingIds?: HeadingIds } = {},
): HastNodes {
  editFromFirstChange()
  const tree = fromMarkdown(text, {
    // MDX has no indented code: children of components are indented.
    extensions: [gfm(), containers(), ...(isMdx ? [{ disable: { null: ['codeIndented'] } }] : [])],
    mdastExtensions: [...literal, directiveFromMarkdown()],
  })
  const found = dressed(tree, headingIds, reporter)
  const html = found.html.map(node => node.value)
  const isUnfit = html.length > 0 && isTooComplex(html, found.count)
  if (isUnfit) {
    reporter.note(
      'html-too-complex',
      'The HTML in the text is nested too deeply to be parsed. Its text was kept without structure.',
      {
        line: found.html[0]?.position?.start.line ?? 1,
      },
    )
    for (const node of found.html) node.value = strippedText(node.value)
  }
  const all = { ...handlers, ...referenceHandlers(addressBudget(text.length, reporter)) }
  const hast = toHast(tree, {
    allowDangerousHtml: !isUnfit,
    handlers: isUnfit ? { ...all, html: asText } : all,
  })
  return html.length > 0 && !isUnfit ? raw(hast, { file: new VFile(text) }) : hast
}

/** Only `:::` containers: `:name` and `::name` occur in prose. */
function containers(): ReturnType<typeof directive> {
  const { flow } = directive()
  const constructs = flow?.[58]
  const container = Array.isArray(constructs) ? constructs[0] : constructs
  return container ? { flow: { 58: container } } : {}
}

const asText: Handler = (_, node: { value: string }) => ({ type: 'text', value: node.value })

/** Keeps the words after the language of a listing in an attribute that survives the parsing of raw HTML. */
const code: Handler = (state, node: Code) => {
  const pre: Element = defaultHandlers.code(state, node)
  const [inner] = pre.children
  if (inner?.type === 'element' && node.meta) inner.properties = { ...inner.properties, dataMeta: node.meta }
  return pre
}

/** Limit of cells after filling up a table, as a multiple of those in the source. */
const mostFilled = 10

/**
 * GFM fills up rows with fewer cells than the header row (section 4.10), so a small source can make a huge table. Tables
 * beyond the limit keep their short rows.
 */
function shortenRows(table: Table, reporter: Reporter): void {
  const [head] = table.children
  const columns = head?.children.length ?? 0
  const cells = table.children.reduce((sum, row) => sum + row.children.length, 0)
  if (columns * table.children.length <= cells * mostFilled) return
  // Rows are filled up to the length of the alignment list.
  table.align = null
  const place = { line: table.position?.start.line ?? 1 }
  reporter.note('table-rows-short', 'Most cells of a table are missing. Its short rows were not filled up.', place)
}

/** Reads each row with the header row alone. The default handler searches all rows, which takes quadratic time. */
const tableRow: Handler = (state, row: TableRow, parent) => {
  if (parent?.type !== 'table') return defaultHandlers.tableRow(state, row, parent)
  const [first = row] = parent.children
  return defaultHandlers.tableRow(state, row, { ...parent, children: row === first ? [row] : [first, row] })
}

/** Links and pictures by reference. Each copies the address of its definition; beyond the budget only the text is kept. */
function referenceHandlers(hasRoom: (size: number) => boolean): Record<string, Handler> {
  const fits = (state: State, { identifier }: { identifier: string }) => {
    const { url, title } = state.definitionById.get(identifier.toUpperCase()) ?? { url: '' }
    return hasRoom(url.length + (title?.length ?? 0))
  }
  return {
    linkReference: (state, node: LinkReference) =>
      fits(state, node) ? defaultHandlers.linkReference(state, node) : state.all(node),
    imageReference: (state, node: ImageReference) =>
      fits(state, node) ? defaultHandlers.imageReference(state, node) : { type: 'text', value: node.alt ?? '' },
  }
}

/** Footnotes as elements for the block handlers. */
const handlers: Record<string, Handler> = {
  code,
  tableRow,
  footnoteReference: (state, node: FootnoteReference) => note(state, node, 'offprint-ref', []),
  footnoteDefinition: (state, node: FootnoteDefinition) => note(state, node, 'offprint-note', state.all(node)),
}

function note(
  state: State,
  node: FootnoteReference | FootnoteDefinition,
  tagName: string,
  children: ElementContent[],
): Element {
  const element: Element = { type: 'element', tagName, properties: { name: node.identifier }, children }
  state.patch(node, element)
  return element
}

/** Applies the extensions of Markdown dialects to every node. Not recursive, because trees can be deep. */
function dressed(
  tree: Root,
  headingIds: HeadingIds,
  reporter: Reporter,
): { html: Extract<Nodes, { type: 'html' }>[]; count: number } {
  const html: Extract<Nodes, { type: 'html' }>[] = []
  const open: Nodes[] = [tree]
  let count = 0
  for (let node = open.pop(); node; node = open.pop()) {
    count += 1
    if (node.type === 'html') html.push(node)
    if (!('children' in node)) continue
    headingAttributes(node, headingIds)
    callouts(node)
    definitionLists(node)
    if (node.type === 'table') shortenRows(node, reporter)
    for (const child of [...node.children].reverse()) open.push(child)
  }
  return { html, count }
}
