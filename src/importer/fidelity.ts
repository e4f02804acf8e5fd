import type { Element, Nodes } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { parse } from 'parse5'
import type { Block } from '../domain/block.ts'
import { type Inline, plainText } from '../domain/inline.ts'
import type { Manuscript } from '../domain/manuscript.ts'
import { attribute, elements, isElement } from './blocks/element.ts'
import { runsOf } from './blocks/runs.ts'
import type { Consumed } from './importer.ts'
import { frontMatter } from './markdown/front-matter.ts'
import type { ShownBody } from './shown.ts'

/** How many of something a source shows, and how many of these an article keeps. */
export type Kept = { found: number; kept: number }

export const fidelityParts = ['words', 'headings', 'lists', 'images', 'links', 'tables', 'code'] as const

/** What became of one source. */
export type Fidelity = Record<(typeof fidelityParts)[number], Kept> & {
  /** Words that were not found again, the first twenty. */
  lost: string[]
}

type Shown = { words: string[] } & Record<Exclude<(typeof fidelityParts)[number], 'words'>, string[]>

/**
 * Measures what an article keeps of its source, against what another renderer shows of it: micromark for Markdown, the
 * page's own elements for HTML. Template tags are left aside. Words are compared as a bag: how often each one occurs.
 *
 * @param source text of the source, with its front matter; of a page, what stands around its article is left aside
 * @param consumed words that became facts
 */
export function fidelity(
  kind: ShownBody['kind'],
  source: string,
  manuscript: Manuscript,
  consumed: readonly Consumed[] = [],
): Fidelity {
  const found = shownBy(kind === 'markdown' ? rendered(source) : source, kind === 'page')
  const kept = keptBy(manuscript)
  for (const { text } of consumed) kept.words.push(...wordsOf(text))
  const lost: string[] = []
  const compare = (part: keyof Shown) => ({
    found: found[part].length,
    kept: matched(found[part], kept[part], part === 'words' ? lost : []),
  })
  const parts = Object.fromEntries(fidelityParts.map(part => [part, compare(part)])) as Record<keyof Shown, Kept>
  return { ...parts, lost: lost.slice(0, 20) }
}

/** The sum over many sources. */
export function total(all: Iterable<Fidelity>): Record<(typeof fidelityParts)[number], Kept> {
  const sum = Object.fromEntries(fidelityParts.map(part => [part, { found: 0, kept: 0 }])) as Record<keyof Shown, Kept>
  for (const one of all) {
    for (const part of fidelityParts) {
      sum[part].found += one[part].found
      sum[part].kept += one[part].kept
    }
  }
  return sum
}

/** Tags of Liquid, Nunjucks and Hugo. */
const template = /\{%[\s\S]{0,5000}?%\}|\{\{[\s\S]{0,5000}?\}\}/g

function rendered(source: string): string {
  const { body } = frontMatter(source.replace(/\r\n?/g, '\n'))
  const plain = body.replace(template, '\ufdd0')
  return micromark(plain, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [unfiltered(gfmHtml({ label: ' ' }))],
  })
}

/** Without GitHub's filter of tags, which would show them as words. */
function unfiltered({ exit, ...rest }: ReturnType<typeof gfmHtml>): ReturnType<typeof gfmHtml> {
  const { htmlFlowData: _, htmlTextData: __, ...kept } = exit ?? {}
  return { ...rest, exit: kept }
}

function shownBy(html: string, isPage: boolean): Shown {
  const whole = fromParse5(parse(html))
  const tree = isPage ? articleIn(whole) : whole
  const all = elements([tree], () => true)
  const named = (...names: string[]) => all.filter(element => isElement(element, ...names))
  const notes = new Set(all.filter(one => attribute(one, 'dataFootnotes') !== undefined).flatMap(one => one.children))
  const says = (element: Element) => wordsOf(textShown([element])).join(' ')
  return {
    words: wordsOf(textShown([tree])),
    headings: named('h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(says).filter(Boolean),
    lists: named('ul', 'ol')
      .filter(list => !notes.has(list))
      .map(list => says(list))
      .filter(Boolean),
    images: named('img')
      .map(image => fileOf(attribute(image, 'src') ?? ''))
      .filter(Boolean),
    links: named('a')
      .filter(
        link =>
          attribute(link, 'href') !== undefined &&
          attribute(link, 'dataFootnoteBackref') === undefined &&
          attribute(link, 'dataFootnoteRef') === undefined,
      )
      .map(says)
      .filter(Boolean),
    tables: named('table').map(says).filter(Boolean),
    code: named('pre').map(says).filter(Boolean),
  }
}

/** Parts of a page around its article. */
const frame = ['nav', 'header', 'footer', 'aside', 'form']

/** The one article of a page, its main part, or all but its frame. */
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

/** What a reader sees of nodes: not recursive, for pages may be deep. */
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

function keptBy({ title, summary, keyTakeaways, sections, footnotes }: Manuscript): Shown {
  const blocks = [...sections.flatMap(section => section.blocks), ...footnotes.flatMap(note => note.blocks)]
  const all = [...everyBlock(blocks)]
  const texts = [
    ...keyTakeaways.map(({ content }) => content),
    ...sections.flatMap(({ headingContent }) => (headingContent ? [headingContent] : [])),
    ...runsOf(blocks),
  ]
  const headings = [
    title,
    ...sections.flatMap(({ heading }) => heading ?? []),
    ...texts.flatMap(runs => plainText(runs).split('\n')),
  ]
  const of = <Type extends Block['type']>(type: Type) => all.filter(block => block.type === type)
  const words = [
    title,
    summary ?? '',
    ...keyTakeaways.map(({ content }) => plainText(content)),
    ...sections.map(({ heading }) => heading ?? ''),
    ...footnotes.map(({ label }) => label),
    ...all.flatMap(ownText),
  ]
  return {
    words: words.flatMap(wordsOf),
    headings: headings.map(text => wordsOf(text).join(' ')),
    lists: [...of('list'), ...(keyTakeaways.length > 0 ? [{ type: 'list', items: keyTakeaways }] : [])].map(list =>
      'items' in list ? listText(list.items) : '',
    ),
    images: all
      .flatMap(block => (block.type === 'image' ? [block.image] : block.type === 'gallery' ? block.images : []))
      .map(image => fileOf(image.url)),
    links: [...texts.flatMap(linkTexts), ...all.flatMap(block => (block.type === 'image' && block.link ? [''] : []))],
    tables: of('table').map(table => [...runsOf([table])].flatMap(runs => wordsOf(plainText(runs))).join(' ')),
    code: of('code').map(block => wordsOf('text' in block ? block.text.replace(template, ' ') : '').join(' ')),
  }
}

function* everyBlock(blocks: Iterable<Block>): Generator<Block> {
  for (const block of blocks) {
    yield block
    if ('blocks' in block) yield* everyBlock(block.blocks)
    if (block.type === 'list') for (const item of block.items) yield* everyBlock(item.blocks)
  }
}

/** The words of a block itself, without those of blocks in it. */
function ownText(block: Block): string[] {
  const inner: Block[] =
    'blocks' in block
      ? [{ ...block, blocks: [] }]
      : block.type === 'list'
        ? [{ ...block, items: block.items.map(item => ({ ...item, blocks: [] })) }]
        : [block]
  const texts = [...runsOf(inner)].map(plainText)
  if (block.type === 'code') return [...texts, block.text]
  if (block.type === 'quote') return [...texts, block.attribution ?? '']
  if (block.type === 'callout' || block.type === 'embed') return [...texts, block.title ?? '']
  if (block.type === 'image') return [...texts, block.image.alt ?? '']
  return texts
}

function listText(items: readonly { content: Inline[]; blocks?: Block[] }[]): string {
  return items
    .flatMap(item => [plainText(item.content), ...[...everyBlock(item.blocks ?? [])].flatMap(ownText)])
    .flatMap(wordsOf)
    .join(' ')
}

/** Neighbouring runs with the same link are one. */
function linkTexts(runs: readonly Inline[]): string[] {
  const texts: { href: string; text: string }[] = []
  let last: Inline | undefined
  for (const run of runs) {
    const href = run.link?.href
    const open = texts.at(-1)
    if (href !== undefined && last?.link?.href === href && open) open.text += run.text
    else if (href !== undefined) texts.push({ href, text: run.text })
    last = run
  }
  return texts.map(({ text }) => wordsOf(text).join(' '))
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

function fileOf(url: string): string {
  return url
    .replace(/%EF%B7%90|\ufdd0/g, '')
    .replace(/[?#].*$/, '')
    .replace(/^.*\//, '')
}

function matched(found: readonly string[], kept: readonly string[], lost: string[]): number {
  const left = new Map<string, number>()
  for (const one of kept) left.set(one, (left.get(one) ?? 0) + 1)
  let count = 0
  for (const one of found) {
    const times = left.get(one) ?? 0
    if (times > 0) {
      left.set(one, times - 1)
      count += 1
    } else lost.push(one)
  }
  return count
}
