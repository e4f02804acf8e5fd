import type { Nodes, Root } from 'hast'
import { type Body, type BodyOptions, readBody } from '../blocks/body.ts'
import { lineOf } from '../blocks/element.ts'
import { withoutGatedBlocks } from '../fact/gated-block.ts'
import { type Reporter, reporter } from '../fact/report.ts'
import { isTooComplex, strippedText } from './complexity.ts'
import { parseFragment } from './parse-fragment.ts'

export type FragmentOptions = {
  reporter?: Reporter | undefined
  language?: string | undefined
  /** Title of the article. A heading that repeats it is removed. */
  title?: string | undefined
  /** Whether to take a missing title from the first `h1`, else from a `title` element. */
  findTitle?: boolean | undefined
  /** Splits a text at the placeholders of blocks that HTML has no element for. */
  splitTemplates?: BodyOptions['splitTemplates'] | undefined
}

/**
 * Reads a fragment of HTML, as feeds and content systems store it.
 *
 * @param base absolute URL that relative URLs are resolved against
 */
export function htmlFragment(html: string, base?: string, options: FragmentOptions = {}): Body {
  const report = options.reporter ?? reporter()
  const tree = fragmentTree(withoutGatedBlocks(html, report.note), report)
  const { findTitle = false } = options
  const body = readBody(tree, {
    length: html.length,
    reporter: report,
    base,
    language: options.language,
    title: options.title,
    titleFromHeading: findTitle,
    findTakeaways: true,
    ...(options.splitTemplates && { splitTemplates: options.splitTemplates }),
  })
  return findTitle && body.title === undefined ? { ...body, title: statedTitle(tree) } : body
}

/** The text of the first `title` element outside of SVG. */
function statedTitle(tree: Root): string | undefined {
  const open: Nodes[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type !== 'root' && node.type !== 'element') continue
    if (node.type === 'element' && node.tagName === 'svg') continue
    if (node.type === 'element' && node.tagName === 'title') return lineOf(node) || undefined
    for (const child of [...node.children].reverse()) open.push(child)
  }
  return undefined
}

function fragmentTree(html: string, { note }: Reporter): Root {
  if (isTooComplex([html])) {
    note('html-too-complex', 'The HTML is nested too deeply to be parsed. Its text was kept without structure.')
    return { type: 'root', children: [{ type: 'text', value: strippedText(html) }] }
  }
  const tree = parseFragment(html)
  return tree.type === 'root' ? tree : { type: 'root', children: [] }
}
