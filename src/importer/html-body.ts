import { fromParse5 } from 'hast-util-from-parse5'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import type { Inline } from '../domain/inline.ts'
import { type Body, type BodyOptions, readBody } from './blocks/body.ts'
import { type Reporter, reporter } from './blocks/report.ts'
import { plain } from './plain-html.ts'

export type HtmlBodyOptions = Pick<BodyOptions, 'base' | 'language' | 'title' | 'cut' | 'reporter'>

/** Deepest nesting of elements that is read as structure. */
const depthLimit = 400

/** The body of an article that a source keeps as a fragment of HTML. */
export function htmlBody(html: string, options: HtmlBodyOptions): Body {
  const tree = parseFragment(html)
  if (depthOf(tree) > depthLimit) return flat(html, options.reporter)
  return readBody(fromParse5(tree), { ...options, titleFromHeading: false, findTakeaways: true })
}

/** A line of HTML, such as a caption, as runs of text. */
export function htmlLine(html: string, base?: string): Inline[] {
  if (html.trim() === '') return []
  const { sections } = htmlBody(html, { reporter: reporter(), base })
  const lines = sections.flatMap(({ blocks }) =>
    blocks.flatMap(block => (block.type === 'paragraph' ? [block.content] : [])),
  )
  return lines.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]))
}

function flat(html: string, { note }: Reporter): Body {
  note('nesting-flattened', `Elements are nested more than ${depthLimit} deep; only their words are kept.`)
  const text = plain(html)
  const sections = text === '' ? [] : [{ level: 1, blocks: [{ type: 'paragraph' as const, content: [{ text }] }] }]
  return { title: undefined, keyTakeaways: [], sections, footnotes: [] }
}

type Tree = DefaultTreeAdapterTypes.Node

function depthOf(tree: Tree): number {
  let deepest = 0
  const open: { node: Tree; depth: number }[] = [{ node: tree, depth: 0 }]
  for (let next = open.pop(); next; next = open.pop()) {
    deepest = Math.max(deepest, next.depth)
    if (!('childNodes' in next.node)) continue
    for (const node of next.node.childNodes) open.push({ node, depth: next.depth + 1 })
  }
  return deepest
}
