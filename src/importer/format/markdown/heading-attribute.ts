import type { Nodes } from 'mdast'

/** Limit of an attribute list, in characters. */
const longest = 300

const attribute = /\s*([#.][^\s{}]+|[\w-]+=(?:"[^"]*"|[^\s{}"]+))(?=\s|$)/gy

/** Reads `## Title {#anchor .class}` and kramdown's `{: #anchor}`: the anchor becomes the id, the rest is removed. */
export function headingAttributes(node: Nodes): void {
  if (node.type !== 'heading') return
  const last = node.children.at(-1)
  if (last?.type !== 'text') return
  const text = last.value.trimEnd()
  const start = text.lastIndexOf('{')
  if (start < 0 || !text.endsWith('}') || text.length - start > longest) return
  const inner = text
    .slice(start + 1, -1)
    .replace(/^:/, '')
    .trimEnd()
  const found = [...inner.matchAll(attribute)]
  if (found.length === 0 || found.map(([whole]) => whole).join('') !== inner) return
  last.value = text.slice(0, start).trimEnd()
  const id = found.map(([, one = '']) => one).find(one => one.startsWith('#'))
  if (id !== undefined) node.data = { ...node.data, hProperties: { id: id.slice(1) } }
}
