import { siteBase } from '../../blocks/file-address.ts'
import { isoDate, mailInstant, type StatedDate } from '../../fact/date-text.ts'
import { plain } from '../../tree/plain-html.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, elements, first, ownText } from '../../xml/query.ts'
import type { FeedContext } from './feed-context.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { baseOf, languageOf, ns } from './namespace.ts'

type ItemOrigin = Pick<FeedItem, 'line' | 'notes' | 'raw'>

/** Reads an item of RSS 0.9x, 1.0 or 2.0, with the modules content, dc and media. */
export function rssItem(element: XmlElement, { open, channel, options }: FeedContext, more: ItemOrigin): FeedItem {
  const own = (name: string) => ownText(rssElement(element, name)).trim()
  const of = (uri: string, name: string) => ownText(first(element, uri, name)).trim()
  const site = channel && firstUrl(siteBase(options), ownText(rssElement(channel, 'link')).trim())
  const outerBase = baseOf([...open, element], site ?? siteBase(options))
  const guid = rssElement(element, 'guid')
  const isPermalink = guid !== undefined && attribute(guid, 'isPermaLink') !== 'false'
  const link = ownText(rssElements(element, 'link').find(one => ownText(one).trim() !== '')).trim()
  const url = firstUrl(outerBase, link || undefined, isPermalink ? ownText(guid).trim() : undefined)
  const encoded = of(ns.content, 'encoded')
  const description = own('description') || of(ns.dc, 'description')
  const published = dateOf(own('pubDate') || of(ns.dc, 'date') || of(ns.terms, 'created'), options.timeZone)
  const source = rssElement(element, 'source')
  const categories = names([
    ...rssElements(element, 'category').map(ownText),
    ...all(element, ns.dc, 'subject').map(ownText),
  ])
  const rights = of(ns.dc, 'rights')
  return {
    kind: 'item',
    title: plain(own('title') || of(ns.dc, 'title')),
    summary: encoded === '' ? '' : plain(description),
    html: encoded || description,
    id: ownText(guid).trim() || attribute(element, 'about', ns.rdf) || link,
    url,
    base: baseOf([element], url ?? outerBase),
    language: of(ns.dc, 'language') || languageOf([...open, element]) || (channel && languageIn(channel)),
    category: categories[0],
    tags: categories.slice(1),
    authors: authorsOf(element).map(name => ({ name })),
    image: pictureOf(element, url ?? outerBase),
    publishedAt: published?.at,
    publishedPrecision: published?.precision,
    updatedAt: dateOf(of(ns.terms, 'modified') || of(ns.atom, 'updated'), options.timeZone)?.at,
    source: source && sourceOf(source, outerBase),
    rights: rights ? { notice: rights, syndication: 'full' } : undefined,
    restrictions: [],
    ...more,
  }
}

/** An element of RSS itself, which has no namespace or that of its version. */
function rssElement(parent: XmlElement, name: string): XmlElement | undefined {
  return rssElements(parent, name)[0]
}

function rssElements(parent: XmlElement, name: string): XmlElement[] {
  return elements(parent).filter(
    child =>
      child.name === name &&
      (child.uri === '' ||
        /^http:\/\/(?:purl\.org\/rss\/|my\.netscape\.com\/rdf|backend\.userland\.com)/.test(child.uri)),
  )
}

/** Names of `dc:creator`, else the names in parentheses after the e-mail addresses of `author`. */
function authorsOf(element: XmlElement): string[] {
  const creators = names(all(element, ns.dc, 'creator').map(ownText)).filter(name => !name.includes('@'))
  if (creators.length > 0) return creators
  const mails = rssElements(element, 'author').map(one => ownText(one).trim())
  const named = names(mails.map(text => inBrackets(text) ?? (text.includes('@') ? '' : text)))
  return named.length > 0
    ? named
    : names([ownText(first(element, ns.itunes, 'author'))]).filter(name => !name.includes('@'))
}

/** The name after the address of RSS's `author`: `jo@example.org (Jo Park)`. */
function inBrackets(text: string): string | undefined {
  const start = text.indexOf('(') + 1
  const end = start === 0 ? -1 : text.indexOf(')', start)
  return end > start ? text.slice(start, end) : undefined
}

function pictureOf(element: XmlElement, base: string | undefined): FeedItem['image'] {
  const media = [
    ...all(element, ns.media, 'content'),
    ...all(element, ns.media, 'group').flatMap(group => all(group, ns.media, 'content')),
  ]
  const isPicture = (one: XmlElement) =>
    attribute(one, 'medium') === 'image' || /^image\//.test(attribute(one, 'type') ?? '')
  const found = [
    ...media.filter(isPicture),
    ...all(element, ns.media, 'thumbnail'),
    ...rssElements(element, 'enclosure').filter(isPicture),
  ][0]
  const url = found && firstUrl(base, attribute(found, 'url'))
  if (!found || url === undefined) return undefined
  const credit = names([ownText(first(found, ns.media, 'credit'))])[0]
  const alt = names([ownText(first(found, ns.media, 'description'))])[0]
  const width = Number(attribute(found, 'width'))
  const height = Number(attribute(found, 'height'))
  const sized =
    Number.isInteger(width) &&
    Number.isInteger(height) &&
    width > 0 &&
    height > 0 &&
    width <= 100_000 &&
    height <= 100_000
  return { url, ...(alt && { alt }), ...(sized && { width, height }), ...(credit && { credit }), variants: [] }
}

function sourceOf(source: XmlElement, base: string | undefined): FeedItem['source'] {
  const name = plain(ownText(source))
  const url = firstUrl(base, attribute(source, 'url'))
  return name === '' ? undefined : { name, ...(url && { url }) }
}

function languageIn(channel: XmlElement): string | undefined {
  return (
    ownText(rssElement(channel, 'language')).trim() || ownText(first(channel, ns.dc, 'language')).trim() || undefined
  )
}

function dateOf(text: string, timeZone: string): StatedDate | undefined {
  const at = mailInstant(text)
  return at === undefined ? isoDate(text, timeZone) : { at, precision: 'instant' }
}
