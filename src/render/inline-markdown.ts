import type { Break, Html, PhrasingContent, Text } from 'mdast'
import { type Inline, mergeRuns } from '../domain/body/inline.ts'
import { legible } from '../domain/text/legible-text.ts'
import { splitMath } from '../domain/text/math.ts'
import { linkAddress } from './address.ts'
import { oneLine } from './characters.ts'
import { type Mark, type MarkNode, markTree } from './mark-tree.ts'
import type { MarkdownSetting } from './markdown-setting.ts'
import { openTag } from './markup.ts'
import { spacedOutside } from './spacing.ts'

/** A hard break in a paragraph and in a table cell, which must be on one line. */
export const hardBreak: Break = { type: 'break' }
export const cellBreak: Html = { type: 'html', value: '<br>' }

/** Marks without CommonMark syntax are written as inline HTML. */
const elements: Partial<Record<Mark, string>> = {
  highlight: 'mark',
  underline: 'u',
  superscript: 'sup',
  subscript: 'sub',
}

/** Inlines as a Markdown tree. Leading and trailing white space is dropped, since Markdown ignores it. */
export function inlineMarkdown(
  content: readonly Inline[],
  setting: MarkdownSetting,
  lineBreak: Break | Html = hardBreak,
): PhrasingContent[] {
  const clean = content.map(run => ({ ...run, text: legible(run.text) }))
  const free = mergeRuns(trim(clean)).map(run => (isReference(run, setting) ? withoutLink(run) : run))
  return markTree(free).flatMap(node => nodeMarkdown(node, setting, lineBreak))
}

function nodeMarkdown(node: MarkNode, setting: MarkdownSetting, lineBreak: Break | Html): PhrasingContent[] {
  if (node.kind === 'run') return runMarkdown(node.run, setting, lineBreak)
  const children = node.children.flatMap(child => nodeMarkdown(child, setting, lineBreak))
  if (node.kind === 'language') return wrapped('span', children, { lang: node.lang })
  if (node.kind === 'link') return linkMarkdown(node.link.href, node.link.title, children)
  const element = elements[node.mark]
  if (element !== undefined) return wrapped(element, children)
  const type = node.mark === 'strong' ? 'strong' : node.mark === 'emphasis' ? 'emphasis' : 'delete'
  const { before, inside, after } = spacedOutside(children)
  const marked: PhrasingContent[] = inside.length > 0 ? [{ type, children: inside }] : []
  return [...before, ...marked, ...after]
}

/** A link; without a safe URL only its text. Exports link files as `./name.md`. */
export function linkMarkdown(href: string, title: string | undefined, children: PhrasingContent[]): PhrasingContent[] {
  const isFile = /^\.\/[\w.~%-]+\.md(?:#|$)/.test(href)
  const url = href.startsWith('#')
    ? `#${encodeURIComponent(href.slice(1).toWellFormed())}`
    : isFile
      ? href
      : linkAddress(href)
  if (url === undefined) return children
  return [
    {
      type: 'link',
      url,
      title: oneLine(title ?? '') || null,
      children: children.flatMap(bracketless).filter(isNoLink),
    },
  ]
}

/** Code that contains `]` inside a link, escaped so that it cannot end the link text. */
function bracketless(node: PhrasingContent): PhrasingContent[] {
  if (node.type === 'inlineCode') return node.value.includes(']') ? wrapped('code', [textNode(node.value)]) : [node]
  if (node.type === 'strong' || node.type === 'emphasis' || node.type === 'delete') {
    return [{ ...node, children: node.children.flatMap(bracketless) }]
  }
  return [node]
}

function runMarkdown(run: Inline, setting: MarkdownSetting, lineBreak: Break | Html): PhrasingContent[] {
  const name = run.footnote === undefined ? undefined : setting.names.get(run.footnote)
  if (run.footnote !== undefined && name !== undefined) setting.referred.add(run.footnote)
  const reference: PhrasingContent[] =
    name === undefined ? [] : [{ type: 'footnoteReference', identifier: name.toLowerCase(), label: name }]
  if (run.footnote !== undefined && run.text.trim() === setting.labels.get(run.footnote)) return reference
  const lines = run.text.split('\n')
  const words = lines.flatMap((line, index): PhrasingContent[] => [
    ...(index === 0 ? [] : [lineBreak]),
    ...(line === '' ? [] : run.code ? [{ type: 'inlineCode', value: line } as const] : formulas(line)),
  ])
  return [...words, ...reference]
}

/** Text with its formulas, which are not escaped. */
function formulas(line: string): PhrasingContent[] {
  return splitMath(line).flatMap((part, index): PhrasingContent[] =>
    part === '' ? [] : [index % 2 === 0 ? textNode(part) : { type: 'html', value: part }],
  )
}

/** Text; the Markdown serializer escapes it where needed. */
export function textNode(value: string): Text {
  return { type: 'text', value: legible(value) }
}

function wrapped(name: string, children: PhrasingContent[], attributes = {}): PhrasingContent[] {
  const open: Html = { type: 'html', value: openTag(name, attributes) }
  return [open, ...children, { type: 'html', value: `</${name}>` }]
}

/** A footnote reference is a link, and links cannot be nested. */
function isReference(run: Inline, setting: MarkdownSetting): boolean {
  return run.footnote !== undefined && setting.names.has(run.footnote)
}

function withoutLink({ link: _, ...run }: Inline): Inline {
  return run
}

function isNoLink(node: PhrasingContent): node is Exclude<PhrasingContent, { type: 'link' | 'linkReference' }> {
  return node.type !== 'link' && node.type !== 'linkReference'
}

/** Without leading and trailing white space. */
function trim(content: Inline[]): Inline[] {
  const first = content.findIndex(run => run.text.trim() !== '')
  const last = content.findLastIndex(run => run.text.trim() !== '')
  return content.slice(first < 0 ? content.length : first, last + 1).map((run, index, all) => {
    const start = index === 0 ? run.text.trimStart() : run.text
    return { ...run, text: index === all.length - 1 ? start.trimEnd() : start }
  })
}
