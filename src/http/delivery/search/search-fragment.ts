import { articleUrl, type Site, termUrl } from '../../../domain/address/site.ts'
import { asBuffer } from '../../../domain/buffer.ts'
import type { DeliveredArticle } from '../../../domain/print/delivered.ts'
import type { Span } from '../../../domain/print/layout.ts'
import type { FacetCount, FacetName } from '../../../domain/store/search-store.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Excerpt, ShownArticle } from '../../../search/excerpt.ts'
import type { Hit } from '../../../search/hit-page.ts'
import type { SuggestedItem } from '../../../search/suggest.ts'
import type { PrintWithBody } from '../delivery.ts'
import type { Fragment } from '../fragment.ts'

type ShownHit = Pick<Hit, 'section' | 'fields'>
type HitArticle = ShownArticle & Pick<DeliveredArticle, 'url'>

/**
 * What a hit shows of an article. The other sections are not parsed, nor takeaways without a match: it takes longer than the
 * rest.
 */
export function shownArticle({ body, item, layout }: PrintWithBody, { section, fields }: ShownHit): HitArticle {
  const parse = ([start, end]: Span) => JSON.parse(asBuffer(body).toString('utf8', start, end))
  const [, start, end] = (section === undefined ? undefined : layout.section[section]) ?? []
  return {
    ...JSON.parse(asBuffer(item).toString()),
    keyTakeaways: fields.includes('keyTakeaway') ? parse(layout.keyTakeaways) : [],
    section: start === undefined || end === undefined ? undefined : parse([start, end]),
  }
}

/** A hit as JSON. */
export function hitFragment(
  item: Fragment,
  { url, section }: HitArticle,
  score: number,
  matches: readonly Excerpt[],
): Fragment {
  const more = {
    ...(section && {
      section: {
        anchor: section.anchor,
        ...(section.heading !== undefined && { heading: section.heading }),
        url: sectionUrl(url, section.anchor),
      },
    }),
    matches,
    score,
  }
  const end = Buffer.from(`,${JSON.stringify(more).slice(1)}`)
  const around = (bytes: Uint8Array) => Buffer.concat([start, bytes, end])
  return { body: around(item.body), withoutViews: around(item.withoutViews) }
}

const start = Buffer.from('{"article":')

/** The counts of each facet as members of the response. */
export function facetMembers(facets: Partial<Record<FacetName, FacetCount[]>>, site: Site) {
  return Object.fromEntries(
    Object.entries(facets).map(([name, counts]) => [
      name,
      counts.map(({ value, count, term }) => ({
        value,
        count,
        ...(term && { id: term.id, name: term.name, url: termUrl(site, name as TermKind, term.slug) }),
      })),
    ]),
  )
}

/** A suggestion as a member of the response. */
export function suggestionMember({ kind, text, content, slug, anchor, title }: SuggestedItem, site: Site) {
  if (kind === 'title') return { kind, text, content, url: articleUrl(site, slug), slug }
  if (kind === 'heading')
    return { kind, text, content, url: sectionUrl(articleUrl(site, slug), anchor), slug, anchor, title }
  return { kind, text, content, url: termUrl(site, kind, slug), slug }
}

function sectionUrl(article: string, anchor: string): string {
  return `${article}/sections/${encodeURIComponent(anchor)}`
}
