import { siteBase } from '../../blocks/file-address.ts'
import { isoDate } from '../../fact/date-text.ts'
import { draftNote, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote } from '../../importer.ts'
import { escapeHtml, plain } from '../../tree/plain-html.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, first, ownText } from '../../xml/query.ts'
import type { FeedContext } from './feed-context.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { baseOf, languageOf, ns } from './namespace.ts'

type ItemOrigin = Pick<FeedItem, 'line' | 'notes' | 'raw'>

/** Reads an entry of Atom (RFC 4287). */
export function atomItem(element: XmlElement, { open, channel, options }: FeedContext, more: ItemOrigin): FeedItem {
  const outerBase = baseOf(open, siteBase(options))
  const base = baseOf([element], outerBase)
  const part = (name: string) => first(element, ns.atom, name)
  const url = linkOf(element, base)
  const source = part('source')
  const content = part('content')
  const externalSrc = content && attribute(content, 'src')
  const published = isoDate(ownText(part('published')), options.timeZone)
  const updated = isoDate(ownText(part('updated')), options.timeZone)
  const [category, ...tags] = names(
    all(element, ns.atom, 'category').map(one => attribute(one, 'label') ?? attribute(one, 'term')),
  )
  const rights = plainText(part('rights'))
  const linkedUrl =
    externalSrc === undefined ? undefined : firstUrl(baseOf(content ? [content] : [], base), externalSrc)
  const at = published ?? updated
  return {
    kind: 'item',
    title: plainText(part('title')),
    summary: plainText(part('summary')),
    html: linkedUrl === undefined ? html(content) : '',
    id: ownText(part('id')).trim(),
    url: url ?? linkedUrl,
    base: baseOf(content ? [content] : [], base) ?? url,
    language: languageOf([...open, element, ...(content ? [content] : [])]),
    category,
    tags,
    authors: authorsOf([
      { place: element, base },
      { place: source, base: source && baseOf([source], base) },
      { place: channel, base: outerBase },
    ]),
    image: pictureOf(element, base),
    publishedAt: at?.at,
    publishedPrecision: at?.precision,
    updatedAt: updated?.at,
    source: source && sourceOf(source, base),
    rights: rights === '' ? undefined : { notice: rights, syndication: 'full' },
    restrictions: restrictionsOf(element),
    ...more,
  }
}

/** Reads `app:draft` of AtomPub (RFC 5023, section 13.1.1), inside or outside of `app:control`, and the status of Blogger. */
function restrictionsOf(element: XmlElement): ImportNote[] {
  const isDraft = [ns.app, ns.earlyApp].some(app =>
    [element, ...all(element, app, 'control')].some(
      place =>
        ownText(first(place, app, 'draft'))
          .trim()
          .toLowerCase() === 'yes',
    ),
  )
  const status = ownText(first(element, ns.blogger, 'status')).trim()
  const meaning = status === '' ? 'public' : (restrictionOf(status) ?? 'state')
  return [
    ...(isDraft ? [draftNote('draft', '"app:draft" in the feed')] : []),
    ...(meaning === 'public' ? [] : [draftNote(meaning, `"blogger:status" ${status.slice(0, 60)}`)]),
  ]
}

/** The alternate link, preferably to HTML. */
function linkOf(element: XmlElement, base: string | undefined): string | undefined {
  const links = all(element, ns.atom, 'link').filter(one => (attribute(one, 'rel') ?? 'alternate') === 'alternate')
  const page = links.find(one => /html/.test(attribute(one, 'type') ?? 'text/html')) ?? links[0]
  return page && firstUrl(baseOf([page], base), attribute(page, 'href'))
}

/** The authors of the entry, else of its source, else of the feed (section 4.2.1). */
function authorsOf(
  places: readonly { place: XmlElement | undefined; base: string | undefined }[],
): FeedItem['authors'] {
  for (const { place, base } of places) {
    const found = (place ? all(place, ns.atom, 'author') : []).flatMap(author => {
      const name = plain(escapeHtml(ownText(first(author, ns.atom, 'name'))))
      const pageUrl = firstUrl(base, ownText(first(author, ns.atom, 'uri')).trim() || undefined)
      return name === '' ? [] : [{ name, ...(pageUrl && { pageUrl }) }]
    })
    if (found.length > 0) return found
  }
  return []
}

function pictureOf(element: XmlElement, base: string | undefined): FeedItem['image'] {
  const enclosed = all(element, ns.atom, 'link').find(
    one => attribute(one, 'rel') === 'enclosure' && /^image\//.test(attribute(one, 'type') ?? ''),
  )
  const group = first(element, ns.media, 'group') ?? element
  const shown = all(group, ns.media, 'content').find(
    one => attribute(one, 'medium') === 'image' || /^image\//.test(attribute(one, 'type') ?? ''),
  )
  const thumbnail = first(group, ns.media, 'thumbnail')
  const url = firstUrl(
    base,
    enclosed && attribute(enclosed, 'href'),
    shown && attribute(shown, 'url'),
    thumbnail && attribute(thumbnail, 'url'),
  )
  return url === undefined ? undefined : { url, variants: [] }
}

function sourceOf(source: XmlElement, base: string | undefined): FeedItem['source'] {
  const name = plainText(first(source, ns.atom, 'title'))
  const url = linkOf(source, base)
  return name === '' ? undefined : { name, ...(url && { url }) }
}

/** Content as HTML (section 4.1.3.3). */
function html(element: XmlElement | undefined): string {
  if (!element) return ''
  const type = (attribute(element, 'type') ?? 'text').toLowerCase()
  if (type === 'html' || type === 'text/html') return ownText(element)
  if (type === 'xhtml' || /\+xml$|\/xml$/.test(type)) return serialized(element)
  const text = ownText(element).trim()
  return text === '' ? '' : `<p>${escapeHtml(text).replace(/\n\s*\n\s*/g, '</p><p>')}</p>`
}

/** A text construct (section 3.1) as plain text. */
function plainText(element: XmlElement | undefined): string {
  if (!element) return ''
  const type = (attribute(element, 'type') ?? 'text').toLowerCase()
  if (type === 'html') return plain(ownText(element))
  if (type === 'xhtml') return plain(serialized(element))
  return ownText(element).replace(/\s+/g, ' ').trim()
}

const isVoid = new Set(['br', 'hr', 'img', 'wbr', 'source', 'track', 'col', 'input', 'area', 'embed'])

/** Serializes the content of an element as HTML. The XML reader limits the depth. */
function serialized(element: XmlElement): string {
  const parts = element.children.map(child => {
    if (typeof child === 'string') return escapeHtml(child)
    const attributes = child.attributes
      .filter(({ uri, name }) => uri === '' && name !== 'xmlns')
      .map(({ name, value }) => ` ${name}="${escapeHtml(value)}"`)
      .join('')
    return isVoid.has(child.name)
      ? `<${child.name}${attributes}>`
      : `<${child.name}${attributes}>${serialized(child)}</${child.name}>`
  })
  return parts.join('')
}
