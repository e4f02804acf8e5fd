import type { Site } from '../../domain/address/site.ts'
import type { TermKind } from '../../domain/term/term.ts'
import { type Markup, openTag, xml } from '../../render/markup.ts'
import { type FeedScope, feedUrl } from './feed-address.ts'

/** A term or language with its own feeds. */
export type FeedTopic = { kind: TermKind | 'language'; slug: string; name: string }

/** OPML 2.0: all feeds, grouped by kind of topic. Topics of one kind must be adjacent. */
export const opml = {
  name: 'opml',
  mediaType: 'text/x-opml; charset=utf-8',
  path: '/feeds/feeds.opml',
  async *render(topics: AsyncIterable<FeedTopic>, site: Site): AsyncIterable<string> {
    yield `<?xml version="1.0" encoding="utf-8"?>\n${openTag('opml', { version: '2.0' })}\n`
    yield `${head(site).markup}\n<body>\n${outlines(site, site.title)
      .map(one => one.markup)
      .join('\n')}\n`
    let open: FeedTopic['kind'] | undefined
    for await (const { kind, slug, name } of topics) {
      if (kind !== open) {
        yield `${open ? '</outline>\n' : ''}${openTag('outline', { text: groups[kind] })}\n`
        open = kind
      }
      yield `${outlines(site, name, { kind, slug })
        .map(one => one.markup)
        .join('\n')}\n`
    }
    yield `${open ? '</outline>\n' : ''}</body>\n</opml>\n`
  },
} as const

const groups = { category: 'Categories', tag: 'Tags', author: 'Authors', language: 'Languages' } as const

function head(site: Site): Markup {
  return xml(
    'head',
    {},
    xml('title', {}, site.title),
    xml('ownerName', {}, site.rights?.holder ?? site.title),
    site.email ? xml('ownerEmail', {}, site.email) : undefined,
    xml('docs', {}, 'https://opml.org/spec2.opml'),
  )
}

/** Feed readers expect the type `rss` for every feed format, JSON Feed included. */
function outlines(site: Site, text: string, scope?: FeedScope): Markup[] {
  const htmlUrl = site.homeUrl ?? site.publicUrl
  const language = scope?.kind === 'language' ? scope.slug : undefined
  const dialects = [
    ['rss.xml', 'RSS2', 'RSS'],
    ['atom.xml', 'ATOM', 'Atom'],
    ['feed.json', undefined, 'JSON Feed'],
  ] as const
  return dialects.map(([file, version, name]) => {
    const title = `${text} (${name})`
    return xml('outline', {
      type: 'rss',
      text: title,
      title,
      xmlUrl: feedUrl(site, file, scope),
      htmlUrl,
      version,
      language,
    })
  })
}
