import type { Nodes, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { parseFragment } from 'parse5'
import { type Body, type BodyOptions, readBody } from '../blocks/body.ts'
import { lineOf } from '../blocks/element.ts'
import { withoutGatedBlocks } from '../fact/gated-block.ts'
import { type Reporter, reporter } from '../fact/report.ts'
import { isTooComplex, strippedText } from './complexity.ts'

export type FragmentOptions = {
  reporter?: Reporter | undefined
  language?: string | undefined
  /** Title of the article, so that a heading that repeats it is left out. */
  title?: string | undefined
  /** Whether the body states the title where none is known: in its first `h1`, else in a `title` element. */
  findTitle?: boolean | undefined
  /** Cuts a text at the places of blocks that HTML has no element for. */
  cut?: BodyOptions['cut'] | undefined
}

/**
 * The body that a fragment of HTML makes, as feeds and content systems keep it.
 *
 * @param base absolute address that relative ones stand under
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
    ...(options.cut && { cut: options.cut }),
  })
  return findTitle && body.title === undefined ? { ...body, title: statedTitle(tree) } : body
}

/** The words of the first `title` element of HTML, not of SVG. */
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
    note('html-too-complex', 'The HTML is nested too deep to be read; its words are kept.')
    return { type: 'root', children: [{ type: 'text', value: strippedText(html) }] }
  }
  const tree = fromParse5(parseFragment(html))
  return tree.type === 'root' ? tree : { type: 'root', children: [] }
}
