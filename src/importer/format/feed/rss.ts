import { siteBase } from '../../blocks/file-address.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { authorsOf } from '../../fact/people.ts'
import { firstDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import { plain } from '../../tree/plain-html.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, elements, first, ownText } from '../../xml/query.ts'
import { markupOf } from '../../xml/serialize.ts'
import { translationsOf } from './alternate.ts'
import type { FeedContext } from './feed-context.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { mediaOf } from './media.ts'
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
  const url = firstUrl(
    outerBase,
    link || undefined,
    isPermalink && /^https?:\/\//i.test(ownText(guid).trim()) ? ownText(guid).trim() : undefined,
  )
  const encoded = markupOf(first(element, ns.content, 'encoded'))
  const description =
    markupOf(rssElement(element, 'description')) ||
    of(ns.dc, 'description') ||
    of(ns.itunes, 'summary') ||
    markupOf(first(element, ns.media, 'description'))
  const note: Reporter['note'] = (code, detail) => more.notes.push({ code, detail })
  const updated = firstDate('modification', [of(ns.terms, 'modified'), of(ns.atom, 'updated')], options, note)
  const published =
    firstDate('publication', [own('pubDate'), of(ns.dc, 'date'), of(ns.terms, 'created')], options, note) ??
    derivedDate([['the permalink', url]], updated, options, note)
  const source = rssElement(element, 'source')
  const categories = names([
    ...rssElements(element, 'category').map(ownText),
    ...all(element, ns.dc, 'subject').map(ownText),
  ])
  const rights = of(ns.dc, 'rights')
  return {
    kind: 'item',
    title: plain(markupOf(rssElement(element, 'title')) || of(ns.dc, 'title')),
    summary: encoded === '' ? '' : plain(description),
    html: encoded || description,
    id: ownText(guid).trim() || attribute(element, 'about', ns.rdf) || link,
    url,
    base: baseOf([element], url ?? outerBase),
    language: of(ns.dc, 'language') || languageOf([...open, element]) || (channel && languageIn(channel)),
    translations: translationsOf(element, url ?? outerBase),
    category: categories[0],
    tags: categories.slice(1),
    authors: authorsIn(element, url ?? outerBase, more.notes),
    ...mediaOf(element, rssElements(element, 'enclosure'), url ?? outerBase),
    publishedAt: published?.at,
    publishedPrecision: published?.precision,
    updatedAt: updated?.at,
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

/** The authors of `dc:creator`, else of `author`, else of iTunes. */
function authorsIn(element: XmlElement, base: string | undefined, notes: FeedItem['notes']): FeedItem['authors'] {
  const places = [
    all(element, ns.dc, 'creator').map(ownText),
    // RSS states a mail address with a name; some feeds write the elements of Atom.
    rssElements(element, 'author').map(one => ownText(one).trim() || ownText(rssElement(one, 'name'))),
    all(element, ns.itunes, 'author').map(ownText),
  ]
  const noted: FeedItem['notes'] = []
  for (const texts of places) {
    const authors = authorsOf(texts, base, (code, detail) => noted.push({ code, detail }))
    if (authors.length === 0) continue
    notes.push(...noted.filter(({ code }) => code !== 'author-mail'))
    return authors
  }
  notes.push(...noted)
  return []
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
