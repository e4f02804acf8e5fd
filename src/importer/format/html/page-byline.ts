import type { Element, ElementContent } from 'hast'
import { trimEndBy } from '../../../domain/text/trim.ts'
import { attribute, elements, isElement, lineOf, textOf } from '../../blocks/element.ts'
import { asText, memberOf } from '../../fact/member.ts'
import { isRecord } from '../../json/value.ts'
import { isCommentArea } from './comment-area.ts'
import type { Meta } from './meta.ts'
import { hasWord, type Page } from './page.ts'
import type { Dateline } from './page-dateline.ts'

/** Limit of authors in markup. */
const maxAuthors = 10
/** Limit of the characters of a byline. */
const longest = 120

/** Class names of bylines, from specific to general, and of an author within one. */
const bylines = [
  /(?:^|\s)(?:p-author|author[-_]?name|byline[-_]+(?:author|name)|entry-author|post-author|article-author)(?:\s|$)/i,
  /(?:^|[\s_-])byline(?:[\s_-]|$)/i,
  /(?:^|\s)author(?:\s|$)/i,
]

/**
 * The authors of a page, for `authorsOf`: of JSON-LD, of meta elements, of microdata, of links with `rel=author`, or of the
 * visible byline by its class, or of the line next to the title.
 */
export function authorValues(page: Page, data: unknown, meta: Meta, line: Dateline): unknown[] {
  const stated = [memberOf(data, 'author', 'creator')].flat(2).filter(hasName)
  if (stated.length > 0) return [stated.map(withoutLabel)]
  const named = meta
    .all('author', 'dc.creator', 'citation_author', 'parsely-author', 'sailthru.author', 'byl', 'article:author')
    .filter(value => !/^https?:/.test(value))
  if (named.length > 0) return [...new Set(named)]
  const shown = page.all.filter(one => !isElement(one, 'body', 'html', 'main') && !isOfComment(page, one))
  const scope = shown.filter(one => hasWord(one, 'itemProp', 'author'))
  if (scope.length > 0) return [scope.slice(0, maxAuthors).map(microdataAuthor)]
  const links = shown.filter(one => isElement(one, 'a') && hasWord(one, 'rel', 'author') && lineOf(one) !== '')
  if (links.length > 0) return [links.slice(0, maxAuthors).map(linkAuthor)]
  for (const pattern of bylines) {
    const found = shown.flatMap(one => bylineValue(one, pattern) ?? [])
    if (found.length > 0) return found.slice(0, 1)
  }
  return line.authors === undefined ? [] : [line.authors]
}

function hasName(author: unknown): boolean {
  return (isRecord(author) ? memberOf(author, 'name') : asText(author)) !== undefined
}

/** "By Ann Writer" as a name. */
function withoutLabel(author: unknown): unknown {
  const name = isRecord(author) ? asText(memberOf(author, 'name')) : asText(author)
  const own = name?.replace(label, '')
  return own === undefined || own === name ? author : isRecord(author) ? { ...author, name: own } : own
}

const label =
  /^\s*(?:(?:written|posted|story|text|words|analysis|opinion)\s+)?(?:by|von|par|por|di|door|autor|текст)\b\s*:?\s*|^\s*текст:\s*/iu

function microdataAuthor(element: Element): unknown {
  const [name] = elements(element.children, one => hasWord(one, 'itemProp', 'name'))
  const [link] = elements([element], one => isElement(one, 'a') && attribute(one, 'href') !== undefined)
  const text = lineOf(name ?? element) || attribute(name ?? element, 'content') || ''
  return withoutLabel({ name: text, url: link && attribute(link, 'href') })
}

function linkAuthor(link: Element): unknown {
  return withoutLabel({ name: lineOf(link), url: attribute(link, 'href') })
}

/** The names in a byline: its links to pages of authors, or its first line without dates. */
function bylineValue(element: Element, pattern: RegExp): unknown {
  if (!pattern.test((attribute(element, 'className') ?? '').slice(0, 1000))) return undefined
  const text = lineOf(element)
  if (text === '' || text.length > longest) return undefined
  const links = elements([element], one => isElement(one, 'a') && authorPage.test(attribute(one, 'href') ?? ''))
  if (links.length > 0 && links.every(link => lineOf(link) !== '')) return [links.slice(0, maxAuthors).map(linkAuthor)]
  const [line = ''] = withoutTime(element.children)
    .replace(/\s+/g, ' ')
    .split(/[|•·]|\s[–—-]\s|,?\s(?=\p{L}*\s?\d)/u)
  const name = trimEndBy(line.trim().replace(label, ''), /[\s,:]/)
  return /\p{L}{2}/u.test(name) && !/\d|https?:/.test(name) && name.split(' ').length <= 12 ? name : undefined
}

const authorPage = /\/(?:@|authors?\/|people\/|profile|staff\/|by\/|writers?\/|contributors?\/)/i

function withoutTime(nodes: readonly ElementContent[]): string {
  return nodes
    .map(node => {
      if (node.type !== 'element') return textOf(node)
      return isElement(node, 'time', 'button', 'svg', 'script', 'style') ? ' | ' : ` ${withoutTime(node.children)} `
    })
    .join('')
}

function isOfComment({ parents }: Page, element: Element): boolean {
  for (let node: Element | undefined = element; node; node = parents.get(node)) if (isCommentArea(node)) return true
  return false
}
