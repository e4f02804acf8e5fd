import type { Site } from '../domain/address/site.ts'
import type { TermKind } from '../domain/term/term.ts'
import { type Markup, openTag, xml } from '../render/markup.ts'
import { type FeedScope, feedUrl } from './feed-address.ts'

/** Something that has feeds of its own beside those of the whole site. */
export type FeedTopic = { kind: TermKind | 'language'; slug: string; name: string }

/** OPML 2.0: every feed, grouped by what it is about. Give the topics of one kind one after the other. */
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

/** Readers subscribe to what says `rss`, whatever the dialect; JSON Feed goes by the same name. */
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
