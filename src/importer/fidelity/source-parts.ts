import type { Element, Nodes } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parse } from 'parse5'
import { attribute, elements, isElement } from '../blocks/element.ts'
import { frontMatter } from '../format/markdown/front-matter.ts'
import { fileOf, type Parts, replaceTemplates, withoutTemplates, wordsOf } from './parts.ts'
import type { SourceBody } from './source-body.ts'

/** The parts of a source, as another renderer shows it. */
export function sourceParts(kind: SourceBody['kind'], source: string): Parts {
  return shownBy(kind === 'markdown' ? rendered(source) : source, kind === 'page')
}

function rendered(source: string): string {
  const { body } = frontMatter(source.replace(/\r\n?/g, '\n'))
  const plain = withoutIds(replaceTemplates(body, '\ufdd0'))
  return micromark(plain, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [unfiltered(gfmHtml({ label: ' ' }))],
  })
}

/** Removes what no renderer shows: ids and classes in braces, and the lines of `:::` containers without their titles. */
function withoutIds(text: string): string {
  return text
    .split('\n')
    .map(line =>
      line
        .replace(/\{:?[ \t]*(?:[#.][\w-][^{}\n]{0,200}|[\w-]{1,40}=[^{}\n]{1,200})\}/g, '')
        .replace(/^[ \t>]*:{3,}[ \t]*\{?\.?[\w-]{0,60}/, ''),
    )
    .join('\n')
}

/** Without GitHub's tag filter, which would show tags as text. */
function unfiltered({ exit, ...rest }: ReturnType<typeof gfmHtml>): ReturnType<typeof gfmHtml> {
  const { htmlFlowData: _, htmlTextData: __, ...kept } = exit ?? {}
  return { ...rest, exit: kept }
}

function shownBy(html: string, isPage: boolean): Parts {
  const whole = fromParse5(parse(html, { scriptingEnabled: false }))
  const tree = isPage ? articleIn(whole) : whole
  const all = elements([tree], () => true)
  const named = (...names: string[]) => all.filter(element => isElement(element, ...names))
  const notes = new Set(all.filter(one => attribute(one, 'dataFootnotes') !== undefined).flatMap(one => one.children))
  const says = (element: Element) => wordsOf(textShown([element])).join(' ')
  const saysPlainly = (element: Element) => wordsOf(withoutTemplates(textShown([element]))).join(' ')
  return {
    words: wordsOf(textShown([tree])),
    headings: named('h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(says).filter(Boolean),
    lists: named('ul', 'ol')
      .filter(list => !notes.has(list))
      .map(saysPlainly)
      .filter(Boolean),
    images: named('img')
      .map(image => fileOf(attribute(image, 'src') ?? ''))
      .filter(Boolean),
    links: linksIn(tree, all)
      .map(link => wordsOf(textShown(link)).join(' '))
      .filter(Boolean),
    tables: named('table').map(says).filter(Boolean),
    code: named('pre').map(saysPlainly).filter(Boolean),
  }
}

/** Links, without footnote links. Adjacent links with one address are one. */
function linksIn(tree: Nodes, all: readonly Element[]): Element[][] {
  const found: Element[][] = []
  for (const parent of [tree, ...all]) {
    let last: Element | undefined
    for (const child of 'children' in parent ? parent.children : []) {
      const link = isElement(child, 'a') && leadsOn(child) ? child : undefined
      if (link && last && attribute(last, 'href') === attribute(link, 'href')) found.at(-1)?.push(link)
      else if (link) found.push([link])
      last = link
    }
  }
  return found
}

function leadsOn(link: Element): boolean {
  const isNote = ['dataFootnoteBackref', 'dataFootnoteRef'].some(name => attribute(link, name) !== undefined)
  return attribute(link, 'href') !== undefined && !isNote
}

/** Elements around the article of a page. */
const frame = ['nav', 'header', 'footer', 'aside', 'form']

/** The only article of a page, else `main`, else the body without the elements around the article. */
function articleIn(tree: Nodes): Nodes {
  const articles = elements([tree], element => isElement(element, 'article'))
  const [own] = articles.length === 1 ? articles : elements([tree], element => isElement(element, 'main'))
  if (own) return own
  const [body] = elements([tree], element => isElement(element, 'body'))
  return body ? { ...body, children: body.children.filter(child => !isElement(child, ...frame)) } : tree
}

const unseen = new Set(['script', 'style', 'template', 'head', 'noscript', 'select', 'textarea', 'svg', 'button'])
const breaking = new Set([
  'p',
  'div',
  'li',
  'td',
  'th',
  'br',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'dt',
  'dd',
  'figcaption',
  'tr',
  'blockquote',
  'summary',
  'caption',
])

/** Visible text of nodes. Not recursive, because pages can be deep. */
function textShown(nodes: readonly Nodes[]): string {
  const parts: string[] = []
  const open: (Nodes | ' ')[] = [...nodes].reverse()
  for (let node = open.pop(); node; node = open.pop()) {
    if (node === ' ') parts.push(' ')
    else if (node.type === 'text') parts.push(node.value)
    else if ('children' in node) {
      const isBreak = node.type === 'element' && breaking.has(node.tagName)
      if (node.type === 'element' && (unseen.has(node.tagName) || attribute(node, 'dataFootnoteBackref') !== undefined))
        continue
      if (isBreak) open.push(' ')
      for (const child of [...node.children].reverse()) open.push(child)
      if (isBreak) parts.push(' ')
    }
  }
  return parts.join('')
}
