import { calloutKind } from '../../blocks/quote.ts'

/** Limit of nested admonitions. */
const deepest = 8
const opening = /^( {0,3})(?:!!!|\?\?\?\+?)[ \t]{1,4}([A-Za-z][\w-]{0,39})((?:[ \t][^\n]{0,400})?)$/
const tab = /^( {0,3})===[+!]?[ \t]+"([^"\n]{1,300})"[ \t]*$/

/** Admonitions (`!!! note "Title"`, `??? tip`) and tabs (`=== "Title"`) of Python-Markdown and MkDocs as `:::` and text. */
export function admonitions(text: string, depth = 0): string {
  if (!/^ {0,3}(?:!!!|\?\?\?|===)/m.test(text) || depth > deepest) return text
  const lines = text.split('\n')
  const result: string[] = []
  let fence = ''
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const mark = /^[ \t]*(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
    if (fence === '') fence = mark
    else if (mark.startsWith(fence)) fence = ''
    const [, indent, name = '', rest = ''] = (fence === '' && opening.exec(line)) || []
    const label = fence === '' ? tab.exec(line)?.[2] : undefined
    if (indent === undefined && label === undefined) {
      result.push(line)
      continue
    }
    let end = index + 1
    while (end < lines.length && /^(?: {4}|\t|[ \t]*$)/.test(lines[end] ?? '')) end += 1
    while (end > index + 1 && (lines[end - 1] ?? '').trim() === '') end -= 1
    const inner = admonitions(
      lines
        .slice(index + 1, end)
        .map(one => one.replace(/^(?: {4}|\t)/, ''))
        .join('\n'),
      depth + 1,
    )
    const colons = ':'.repeat(12 - depth)
    const title = /"([^"]*)"/.exec(rest)?.[1]
    const caption = title ? `[${title.replace(/[[\]\\]/g, '\\$&')}]` : ''
    if (label === undefined) result.push(`${colons}${calloutKind(name) ?? 'note'}${caption}`, inner, colons)
    else result.push(`**${label.replace(/[*\\]/g, '\\$&')}**`, '', inner)
    index = label === undefined && (lines[end] ?? '').trim() === '' ? end : end - 1
  }
  return result.join('\n')
}
