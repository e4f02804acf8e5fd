import type { Site } from '../../domain/address/site.ts'
import { webAddress } from '../../render/address.ts'
import { oneLine } from '../../render/characters.ts'
import { toJson } from '../../render/json.ts'
import { xml } from '../../render/markup.ts'
import type { AnyArticle } from '../entry.ts'
import { entryUrl } from '../entry.ts'
import { card } from './card.ts'

/** Requested maximum size in pixels. */
export type Bounds = { maxWidth?: number | undefined; maxHeight?: number | undefined }

/** Members of an oEmbed response (oEmbed 1.0, section 2.3.4); undefined ones are omitted. */
export type Oembed = Record<string, string | number | undefined>

/** Media types of the two response formats. */
export const oembedTypes = { json: 'application/json', xml: 'text/xml; charset=utf-8' } as const

const widest = 600
const narrowest = 200
/** Average width of a character and height of a line in pixels, to estimate the height. */
const perLine = 8
const lineHeight = 26

/** A `rich` response: the card, with as many takeaways as fit. */
export function oembed(article: AnyArticle, site: Site, bounds: Bounds = {}): Oembed {
  const width = Math.max(1, Math.min(bounds.maxWidth ?? widest, widest))
  const room = bounds.maxHeight ?? Number.POSITIVE_INFINITY
  let takeaways = article.keyTakeaways?.length ?? 0
  while (takeaways > 0 && heightOf(article, takeaways, width) > room) takeaways -= 1
  const author = article.metadata.authors[0]
  return {
    version: '1.0',
    type: 'rich',
    title: oneLine(article.title),
    url: entryUrl(article),
    author_name: article.metadata.authors.map(one => oneLine(one.name)).join(', ') || undefined,
    author_url: author && (webAddress(author.pageUrl ?? '') ?? webAddress(author.url)),
    provider_name: site.title,
    provider_url: site.homeUrl ?? site.publicUrl,
    cache_age: 3600,
    ...thumbnail(article, bounds),
    width,
    height: Math.min(heightOf(article, takeaways, width), room),
    html: card(article, site, takeaways).markup,
  }
}

/** The response for `format=json`. */
export function oembedJson(answer: Oembed): string {
  return `${toJson(answer)}\n`
}

/** The response for `format=xml` (section 2.3.3). */
export function oembedXml(answer: Oembed): string {
  const members = Object.entries(answer).map(([name, value]) =>
    value === undefined ? undefined : xml(name, {}, String(value)),
  )
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n${xml('oembed', {}, members).markup}\n`
}

/** The widest image that fits. Its three members are all present or all absent (section 2.3.4). */
function thumbnail({ metadata }: AnyArticle, { maxWidth = Infinity, maxHeight = Infinity }: Bounds): Oembed {
  const { image } = metadata
  const fitting = [image, ...(image?.variants ?? [])].flatMap(one => {
    const url = one && webAddress(one.url)
    return url && one.width && one.height && one.width <= maxWidth && one.height <= maxHeight
      ? [{ thumbnail_url: url, thumbnail_width: one.width, thumbnail_height: one.height }]
      : []
  })
  return fitting.sort((a, b) => b.thumbnail_width - a.thumbnail_width)[0] ?? {}
}

/** Estimated height of the card, from the lines of text at the given width. */
function heightOf({ title, summary = '', keyTakeaways = [] }: AnyArticle, takeaways: number, width: number): number {
  const characters = Math.floor(Math.max(width, narrowest) / perLine)
  const texts = [title, summary, ...keyTakeaways.slice(0, takeaways).map(one => one.text)].filter(Boolean)
  const lines = texts.reduce((sum, text) => sum + Math.ceil(text.length / characters), 0)
  return (lines + 4) * lineHeight
}
