import type { Blockquote, Nodes, Paragraph } from 'mdast'
import type { ContainerDirective } from 'mdast-util-directive'
import { toString as textOf } from 'mdast-util-to-string'
import { calloutKind } from '../../blocks/quote.ts'

/** Converts GitHub's alerts (`> [!NOTE]`), Obsidian's callouts (`> [!tip]- Title`) and `:::` containers to callouts. */
export function callouts(node: Nodes): void {
  if (node.type === 'blockquote') alert(node)
  if (node.type === 'containerDirective') container(node)
}

function alert(quote: Blockquote): void {
  const [first] = quote.children
  const [text] = first?.type === 'paragraph' ? first.children : []
  if (first?.type !== 'paragraph' || text?.type !== 'text') return
  const [marker = '', word = ''] = /^\[!([A-Za-z][\w-]{0,39})\][+-]?[ \t]*/.exec(text.value) ?? []
  if (marker === '') return
  const rest: Paragraph = {
    ...first,
    children: [{ ...text, value: text.value.slice(marker.length) }, ...first.children.slice(1)],
  }
  const title = titleLine(rest)
  const isOnlyLine = title.after.children.length === 0 && quote.children.length === 1
  const statement = isOnlyLine ? rest : title.after
  quote.children = [
    ...(textOf(statement).trim() === '' && statement.children.length === 0 ? [] : [statement]),
    ...quote.children.slice(1),
  ]
  dress(quote, calloutKind(word) ?? word.toLowerCase(), isOnlyLine ? '' : title.text)
}

/** Splits a paragraph after its first line. */
function titleLine(paragraph: Paragraph): { text: string; after: Paragraph } {
  const at = paragraph.children.findIndex(
    child => child.type === 'break' || (child.type === 'text' && child.value.includes('\n')),
  )
  const child = paragraph.children[at]
  if (!child) return { text: textOf(paragraph).trim(), after: { ...paragraph, children: [] } }
  const before = paragraph.children.slice(0, at)
  const after = paragraph.children.slice(at + 1)
  if (child.type !== 'text')
    return { text: textOf({ ...paragraph, children: before }).trim(), after: { ...paragraph, children: after } }
  const end = child.value.indexOf('\n')
  const line = { ...child, value: child.value.slice(0, end) }
  const rest = { ...child, value: child.value.slice(end + 1) }
  return {
    text: textOf({ ...paragraph, children: [...before, line] }).trim(),
    after: { ...paragraph, children: rest.value === '' ? after : [rest, ...after] },
  }
}

function container(node: ContainerDirective): void {
  const [label] = node.children
  const isLabel = label?.type === 'paragraph' && label.data?.directiveLabel === true
  const title = isLabel ? textOf(label) : (node.attributes?.['title'] ?? '')
  const kind = calloutKind(node.name)
  if (kind === undefined) {
    node.data = { hName: 'div', hProperties: {} }
    return
  }
  if (isLabel) node.children = node.children.slice(1)
  dress(node, kind, title)
}

function dress(node: Blockquote | ContainerDirective, kind: string, title: string): void {
  node.data = { ...node.data, hName: 'offprint-callout', hProperties: { kind, ...(title !== '' && { title }) } }
}
