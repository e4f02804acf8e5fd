import { siteBase } from '../../blocks/file-address.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { authorsOf } from '../../fact/people.ts'
import { firstDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import { draftNote, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote } from '../../importer.ts'
import { escapeHtml, plain } from '../../tree/plain-html.ts'
import type { XmlElement } from '../../xml/element.ts'
import { all, attribute, first, ownText } from '../../xml/query.ts'
import { serialized } from '../../xml/serialize.ts'
import { alternateUrl, translationsOf } from './alternate.ts'
import type { FeedContext } from './feed-context.ts'
import { type FeedItem, firstUrl, names } from './item.ts'
import { mediaOf } from './media.ts'
import { baseOf, blogger, languageOf, ns } from './namespace.ts'

type ItemOrigin = Pick<FeedItem, 'line' | 'notes' | 'raw'>

/** Reads an entry of Atom (RFC 4287). */
export function atomItem(element: XmlElement, { open, channel, options }: FeedContext, more: ItemOrigin): FeedItem {
  const outerBase = baseOf(open, siteBase(options))
  const base = baseOf([element], outerBase)
  const part = (name: string) => first(element, ns.atom, name)
  const content = part('content')
  const language = languageOf([...open, element, ...(content ? [content] : [])])
  const url = alternateUrl(element, base, language)
  const source = part('source')
  const externalSrc = content && attribute(content, 'src')
  const note: Reporter['note'] = (code, detail) => more.notes.push({ code, detail })
  const published = firstDate('publication', [ownText(part('published'))], options, note)
  const updated = firstDate('modification', [ownText(part('updated'))], options, note)
  const [category, ...tags] = names(
    all(element, ns.atom, 'category')
      .filter(one => attribute(one, 'scheme') !== blogger.kindScheme)
      .map(one => attribute(one, 'label') ?? attribute(one, 'term')),
  )
  const rights = plainText(part('rights'))
  const linkedUrl =
    externalSrc === undefined ? undefined : firstUrl(baseOf(content ? [content] : [], base), externalSrc)
  const at = published ?? updated ?? derivedDate([['the permalink', url]], undefined, options, note)
  return {
    kind: 'item',
    title: plainText(part('title')),
    summary: plainText(part('summary')),
    html: linkedUrl === undefined ? html(content) : '',
    id: ownText(part('id')).trim(),
    url: url ?? linkedUrl,
    base: baseOf(content ? [content] : [], base) ?? url,
    language,
    translations: translationsOf(element, base),
    category,
    tags,
    authors: authorsIn(
      [
        { place: element, base },
        { place: source, base: source && baseOf([source], base) },
        { place: channel, base: outerBase },
      ],
      more.notes,
    ),
    ...mediaOf(
      element,
      all(element, ns.atom, 'link').filter(one => attribute(one, 'rel') === 'enclosure'),
      base,
    ),
    publishedAt: at?.at,
    publishedPrecision: at?.precision,
    updatedAt: updated?.at,
    source: source && sourceOf(source, base),
    rights: rights === '' ? undefined : { notice: rights, syndication: 'full' },
    restrictions: restrictionsOf(element),
    ...more,
  }
}

/** What a Blogger export holds besides posts: `comment`, `settings`, `template`; undefined for a post of any feed. */
export function otherKind(element: XmlElement, pages: boolean): string | undefined {
  const kind = all(element, ns.atom, 'category').find(one => attribute(one, 'scheme') === blogger.kindScheme)
  const term = (kind && attribute(kind, 'term')) ?? '#post'
  return blogger.post.test(term) || (pages && blogger.page.test(term)) ? undefined : term.slice(term.indexOf('#') + 1)
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

/** The authors of the entry, else of its source, else of the feed (section 4.2.1). */
function authorsIn(
  places: readonly { place: XmlElement | undefined; base: string | undefined }[],
  notes: FeedItem['notes'],
): FeedItem['authors'] {
  const noted: FeedItem['notes'] = []
  for (const { place, base } of places) {
    const stated = (place ? all(place, ns.atom, 'author') : []).map(author => ({
      name: ownText(first(author, ns.atom, 'name')).trim() || ownText(author).trim(),
      url: ownText(first(author, ns.atom, 'uri')).trim(),
    }))
    const authors = authorsOf(stated, base, (code, detail) => noted.push({ code, detail }))
    if (authors.length === 0) continue
    notes.push(...noted.filter(({ code }) => code !== 'author-mail'))
    return authors
  }
  notes.push(...noted)
  return []
}

function sourceOf(source: XmlElement, base: string | undefined): FeedItem['source'] {
  const name = plainText(first(source, ns.atom, 'title'))
  const url = alternateUrl(source, base, undefined)
  return name === '' ? undefined : { name, ...(url && { url }) }
}

/** Content as HTML (section 4.1.3.3). */
function html(element: XmlElement | undefined): string {
  if (!element) return ''
  const type = (attribute(element, 'type') ?? 'text').toLowerCase()
  if (type === 'html' || type === 'text/html') return ownText(element)
  if (type === 'xhtml' || /\+xml$|\/xml$/.test(type)) return serialized(element)
  if (!type.startsWith('text')) return ''
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
