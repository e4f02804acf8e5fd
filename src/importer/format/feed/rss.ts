import { siteBase } from '../../blocks/file-address.ts'
import { isoDate, mailInstant, type StatedDate } from '../../fact/date-text.ts'
import { plain } from '../../tree/plain-html.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, elements, first, ownText } from '../../xml/query.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { baseOf, languageOf, space } from './space.ts'
import type { Surroundings } from './surroundings.ts'

type More = Pick<FeedItem, 'line' | 'notes' | 'raw'>

/** An item of RSS 0.9x, 1.0 or 2.0, with the modules content, dc and media. */
export function rssItem(element: XmlElement, { open, channel, options }: Surroundings, more: More): FeedItem {
  const own = (name: string) => ownText(core(element, name)).trim()
  const of = (uri: string, name: string) => ownText(first(element, uri, name)).trim()
  const site = channel && firstUrl(siteBase(options), ownText(core(channel, 'link')).trim())
  const outer = baseOf([...open, element], site ?? siteBase(options))
  const guid = core(element, 'guid')
  const isPermalink = guid !== undefined && attribute(guid, 'isPermaLink') !== 'false'
  const link = ownText(cores(element, 'link').find(one => ownText(one).trim() !== '')).trim()
  const url = firstUrl(outer, link || undefined, isPermalink ? ownText(guid).trim() : undefined)
  const encoded = of(space.content, 'encoded')
  const description = own('description') || of(space.dc, 'description')
  const published = dateOf(own('pubDate') || of(space.dc, 'date') || of(space.terms, 'created'), options.timeZone)
  const source = core(element, 'source')
  const categories = names([
    ...cores(element, 'category').map(ownText),
    ...all(element, space.dc, 'subject').map(ownText),
  ])
  const rights = of(space.dc, 'rights')
  return {
    kind: 'item',
    title: plain(own('title') || of(space.dc, 'title')),
    summary: encoded === '' ? '' : plain(description),
    html: encoded || description,
    id: ownText(guid).trim() || attribute(element, 'about', space.rdf) || link,
    url,
    base: baseOf([element], url ?? outer),
    language: of(space.dc, 'language') || languageOf([...open, element]) || (channel && languageIn(channel)),
    category: categories[0],
    tags: categories.slice(1),
    authors: authorsOf(element).map(name => ({ name })),
    image: pictureOf(element, url ?? outer),
    publishedAt: published?.at,
    publishedPrecision: published?.precision,
    updatedAt: dateOf(of(space.terms, 'modified') || of(space.atom, 'updated'), options.timeZone)?.at,
    source: source && sourceOf(source, outer),
    rights: rights ? { notice: rights, syndication: 'full' } : undefined,
    restrictions: [],
    ...more,
  }
}

/** RSS' own elements have no namespace, or that of their version. */
function core(parent: XmlElement, name: string): XmlElement | undefined {
  return cores(parent, name)[0]
}

function cores(parent: XmlElement, name: string): XmlElement[] {
  return elements(parent).filter(
    child =>
      child.name === name &&
      (child.uri === '' ||
        /^http:\/\/(?:purl\.org\/rss\/|my\.netscape\.com\/rdf|backend\.userland\.com)/.test(child.uri)),
  )
}

/** Names of `dc:creator`; `author` is an e-mail address, of which only the name in brackets is taken. */
function authorsOf(element: XmlElement): string[] {
  const creators = names(all(element, space.dc, 'creator').map(ownText)).filter(name => !name.includes('@'))
  if (creators.length > 0) return creators
  const mails = cores(element, 'author').map(one => ownText(one).trim())
  const named = names(mails.map(text => inBrackets(text) ?? (text.includes('@') ? '' : text)))
  return named.length > 0
    ? named
    : names([ownText(first(element, space.itunes, 'author'))]).filter(name => !name.includes('@'))
}

/** The name after the address of RSS's `author`: `jo@example.org (Jo Park)`. */
function inBrackets(text: string): string | undefined {
  const start = text.indexOf('(') + 1
  const end = start === 0 ? -1 : text.indexOf(')', start)
  return end > start ? text.slice(start, end) : undefined
}

function pictureOf(element: XmlElement, base: string | undefined): FeedItem['image'] {
  const media = [
    ...all(element, space.media, 'content'),
    ...all(element, space.media, 'group').flatMap(group => all(group, space.media, 'content')),
  ]
  const isPicture = (one: XmlElement) =>
    attribute(one, 'medium') === 'image' || /^image\//.test(attribute(one, 'type') ?? '')
  const found = [
    ...media.filter(isPicture),
    ...all(element, space.media, 'thumbnail'),
    ...cores(element, 'enclosure').filter(isPicture),
  ][0]
  const url = found && firstUrl(base, attribute(found, 'url'))
  if (!found || url === undefined) return undefined
  const credit = names([ownText(first(found, space.media, 'credit'))])[0]
  const alt = names([ownText(first(found, space.media, 'description'))])[0]
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
  return ownText(core(channel, 'language')).trim() || ownText(first(channel, space.dc, 'language')).trim() || undefined
}

function dateOf(text: string, timeZone: string): StatedDate | undefined {
  const at = mailInstant(text)
  return at === undefined ? isoDate(text, timeZone) : { at, precision: 'instant' }
}
