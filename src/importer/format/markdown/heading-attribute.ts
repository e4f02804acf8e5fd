import type { Nodes } from 'mdast'
import { fenceRanges } from './fence-range.ts'
import type { TemplateStore } from './template/store.ts'

/** Limit of an attribute list, in characters. */
const longest = 300

const attribute = /\s*([#.][^\s{}]+|[\w-]+=(?:"[^"]*"|[^\s{}"]+))(?=\s|$)/gy

/** An id at the end of a heading: an MDX comment, or an attribute list, which MDX would take for an expression. */
const headingId = /\{(?:\/\*[ \t]{0,9}#?([\w-]{1,200})[ \t]{0,9}\*\/|#([\w-]{1,200}))\}(?=[ \t#]{0,9}(?:$|\{[{%]|<))/

/** A list of attributes on the line below a heading, as in kramdown. */
const idLine = /^ {0,3}\{:[^{}\n]{0,200}\}[ \t]*$/

/** Ids of headings by their placeholders. */
export type HeadingIds = ReadonlyMap<string, string>

/**
 * Replaces the ids of headings, `{/* id *\/}`, `{#id}` and `{: #id}` on the next line, with placeholders, so that no parser
 * takes them for something else.
 */
export function hideHeadingIds(text: string, { put }: Pick<TemplateStore, 'put'>): { text: string; ids: HeadingIds } {
  const ids = new Map<string, string>()
  if (!/\{(?:\/\*|#|:)/.test(text)) return { text, ids }
  const hide = (source: string, id: string) => {
    const placeholder = put(source, { kind: 'text', text: source })
    ids.set(placeholder, id)
    return placeholder
  }
  const parts = fenceRanges(text).map(({ start, end, isCode }) => {
    const part = text.slice(start, end)
    return isCode ? part : hideIn(part.split('\n'), hide).join('\n')
  })
  return { text: parts.join(''), ids }
}

function hideIn(lines: string[], hide: (source: string, id: string) => string): string[] {
  const isHeading = (line: string) => /^ {0,3}#{1,6}[ \t]/.test(line)
  for (const [index, line] of lines.entries()) {
    if (isHeading(line)) lines[index] = line.replace(headingId, (all, comment, list) => hide(all, comment ?? list))
    const id = idLine.test(line) ? /#([\w-]{1,200})/.exec(line)?.[1] : undefined
    if (id === undefined) continue
    const isUnderlined = /^ {0,3}(?:=+|-+)[ \t]*$/.test(lines[index - 1] ?? '')
    const at = isUnderlined ? index - 2 : index - 1
    const heading = lines[at]?.trimEnd() ?? ''
    if (heading === '' || !(isUnderlined || isHeading(heading))) continue
    lines[at] = heading + hide(line.trim(), id)
    lines[index] = ''
  }
  return lines
}

/** Reads `## Title {#anchor .class}` and kramdown's `{: #anchor}`: the anchor becomes the id, the rest is removed. */
export function headingAttributes(node: Nodes, ids: HeadingIds): void {
  if (node.type !== 'heading') return
  for (const child of ids.size > 0 ? node.children : []) {
    if (child.type !== 'text') continue
    child.value = child.value.replace(/[ \t]{0,9}(\ufdd0\d{1,9}\ufdd1)/g, (all, placeholder) => {
      const id = ids.get(placeholder)
      if (id === undefined) return all
      node.data = { ...node.data, hProperties: { id } }
      return ''
    })
  }
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
