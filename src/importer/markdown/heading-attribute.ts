import type { Nodes } from 'mdast'

/** `## Title {#anchor .class}` and kramdown's `{: #anchor}`: the anchor becomes the heading's id, the rest goes. */
export function headingAttributes(node: Nodes): void {
  if (node.type !== 'heading') return
  const last = node.children.at(-1)
  if (last?.type !== 'text') return
  const [attributes = '', inner = ''] =
    /\s*\{:?\s*((?:[#.][^\s{}]+|[\w-]+=(?:"[^"]*"|[^\s{}"]+)|\s+)+)\}\s*$/.exec(last.value.slice(-300)) ?? []
  if (attributes === '') return
  last.value = last.value.slice(0, -attributes.length)
  const id = /(?:^|\s)#([^\s{}]+)/.exec(inner)?.[1]
  if (id) node.data = { ...node.data, hProperties: { id } }
}
