import type { Element, ElementContent, Root } from 'hast'
import { trimBy } from '../../../domain/text/trim.ts'
import { attribute, elements, isElement, lineOf } from '../../blocks/element.ts'
import { isNameLine, readByline } from '../../fact/byline.ts'
import { findDate } from '../../fact/date.ts'
import {
  anyPhrase,
  byPhrases,
  fillerPhrases,
  minutePhrases,
  publishedPhrases,
  readingPhrases,
  updatedPhrases,
} from '../../fact/lexicon.ts'
import { isPerson } from '../../fact/name.ts'
import type { ParseOptions } from '../../importer.ts'
import { isOtherByName } from './clutter.ts'
import { isCommentArea, longestName } from './comment-area.ts'
import type { Page } from './page.ts'
import { sameWords } from './page-label.ts'

/** What the lines next to the title of a page say: texts with a date or with names. */
export type Dateline = {
  published?: string | undefined
  updated?: string | undefined
  authors?: string | undefined
  /** Lines whose class announces a date or names, but that could not be read. */
  unread: string[]
}

/** Lines after the title that are examined, and paragraphs of prose among them. */
const maxLines = 12
const maxParagraphs = 2
/** Characters of a line; a longer one is prose. */
const maxLineLength = 160
/** Words of a line with such a class that are neither a date nor names. */
const maxOtherWords = 8

const names =
  /(?:^|[\s_-])(?:by-?line|date-?line|date|pub-?date|published|posted|time-?stamp|meta|meta-?data|post-?info|article-?info|entry-?info|authors?)(?:[\s_-]|$)/i
const block =
  /^(?:p|h[1-6]|ul|ol|dl|li|dt|dd|blockquote|pre|table|figure|hr|div|section|article|main|header|footer|aside|nav|address|form|details)$/
const other = /^(?:nav|aside|footer|form|a|button|figure|table|blockquote|pre|script|style|noscript|template|h[1-6])$/
const separator = / ?[|｜·•‧∙] ?| [–—/-] /u
const endOfSentence = /[.!?。！？]["'”’)»]?$/u

const byStart = new RegExp(`^${anyPhrase(byPhrases)}:? `, 'iu')
const updatedStart = new RegExp(`^${anyPhrase(updatedPhrases)}`, 'iu')
const fillers = anyPhrase(
  [...publishedPhrases, ...updatedPhrases, ...readingPhrases, ...fillerPhrases].sort((a, b) => b.length - a.length),
)
const fillerStart = new RegExp(`^${fillers}`, 'iu')
const fillerEnd = new RegExp(`${fillers}$`, 'iu')
const readingTime = new RegExp(`^\\d{1,3}[ -]?${anyPhrase(minutePhrases)}`, 'iu')

/** Reads the lines before and after the title: a date, and names after a word such as "by". */
export function datelineOf(page: Page, title: string | undefined, options: ParseOptions): Dateline {
  const found: Dateline = { unread: [] }
  for (const { text, isNamed } of linesAtTitle(page, title)) {
    const line = readLine(text, isNamed, options)
    if (!line) {
      if (isNamed) found.unread.push(text)
      continue
    }
    found.published ??= line.published
    found.updated ??= line.updated
    found.authors ??= line.authors
  }
  return found
}

type Line = { text: string; isNamed: boolean }

/** The lines next to the heading that is the title, up to the text of the article. */
function* linesAtTitle(page: Page, title: string | undefined): Generator<Line> {
  const isTitle = sameWords(title)
  const headings = page.named('h1', 'h2', 'h3')
  const heading = headings.find(one => isTitle(lineOf(one))) ?? page.named('h1')[0]
  if (!heading) return
  const siblings = page.parents.get(heading)?.children ?? []
  for (const before of siblings.slice(0, siblings.indexOf(heading)))
    if (before.type === 'element' && isLine(before)) yield { text: spacedText(before), isNamed: false }
  const all = elements([articleOf(heading, page)], () => true)
  const passed = new Set<Element>([heading])
  let paragraphs = 0
  let lines = 0
  for (const element of all.slice(all.indexOf(heading) + 1)) {
    const parent = page.parents.get(element)
    if (parent && passed.has(parent)) passed.add(element)
    else if (paragraphs > 0 && isElement(element, 'h2', 'h3', 'h4', 'h5', 'h6')) return
    else if (other.test(element.tagName) || isOther(element)) passed.add(element)
    else if (isLine(element)) {
      passed.add(element)
      const text = spacedText(element)
      const isProse = text.length > maxLineLength || (text.split(' ').length >= 12 && endOfSentence.test(text))
      if (isProse) paragraphs += 1
      if (text !== '') lines += 1
      if (lines > maxLines || paragraphs >= maxParagraphs) return
      const isNamed = names.test(namesOf(element)) || (parent !== undefined && names.test(namesOf(parent)))
      if (text !== '' && !isProse && (paragraphs === 0 || isNamed)) yield { text, isNamed }
    }
  }
}

/** The innermost article or main content of a page that contains its title. */
function articleOf(heading: Element, { parents, tree }: Page): Element | Root {
  for (let node = parents.get(heading); node; node = parents.get(node))
    if (isElement(node, 'article', 'main')) return node
  return tree
}

/** Whether class or id say that an element is about other articles, or contains comments. */
function isOther(element: Element): boolean {
  return isCommentArea(element) || (isOtherByName(element) && !names.test(namesOf(element)))
}

function namesOf(element: Element): string {
  return `${attribute(element, 'className') ?? ''} ${attribute(element, 'id') ?? ''}`.slice(0, longestName)
}

/** Whether an element contains no blocks. */
function isLine(element: Element): boolean {
  return !other.test(element.tagName) && element.children.every(child => isInline(child))
}

function isInline(node: ElementContent): boolean {
  return node.type !== 'element' || (!block.test(node.tagName) && node.children.every(child => isInline(child)))
}

/** Reads a line; undefined if it has neither a date nor names, or other words. */
function readLine(text: string, isNamed: boolean, options: ParseOptions): Omit<Dateline, 'unread'> | undefined {
  if (endOfSentence.test(text) && !isNamed) return undefined
  const found: Omit<Dateline, 'unread'> = {}
  let others = 0
  for (const segment of text.split(separator)) {
    const date = findDate(segment, options)
    if (date) found[updatedStart.test(segment) ? 'updated' : 'published'] ??= segment
    const rest = withoutFiller(date?.rest ?? segment)
    const authors = rest === '' ? undefined : namesIn(rest)
    if (authors !== undefined) found.authors ??= authors
    else if (rest !== '' && !readingTime.test(rest)) others += rest.split(' ').length
  }
  const isRead = found.published !== undefined || found.updated !== undefined || found.authors !== undefined
  return isRead && others <= (isNamed ? maxOtherWords : 0) ? found : undefined
}

function namesIn(text: string): string | undefined {
  const line = text.replace(byStart, '')
  if (line === text) return undefined
  const byline = readByline(line)
  return isNameLine(line, byline) && byline.authors.every(({ name }) => isPerson(name)) ? line : undefined
}

/** A text without words such as "published on" and names of days at its ends. */
function withoutFiller(text: string): string {
  let rest = text
  for (let before = ''; rest !== before; ) {
    before = rest
    rest = trimBy(rest.replace(/\s+/g, ' '), /[\s,;:()–—-]/)
    if (!byStart.test(rest)) rest = rest.replace(fillerStart, '')
    rest = rest.replace(fillerEnd, '')
  }
  return /[\p{L}\p{N}]/u.test(rest) ? rest : ''
}

/** The text of an element, with spaces around the elements in it. */
function spacedText(element: Element): string {
  return partsOf(element.children).replace(/\s+/g, ' ').trim().slice(0, 1000)
}

function partsOf(nodes: readonly ElementContent[]): string {
  return nodes
    .map(node => {
      if (node.type === 'text') return node.value
      if (node.type !== 'element' || isElement(node, 'script', 'style', 'template', 'button', 'svg')) return ''
      return isElement(node, 'sup') ? partsOf(node.children) : ` ${partsOf(node.children)} `
    })
    .join('')
}
