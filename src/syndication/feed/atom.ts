import type { Tombstone } from '../../domain/article/tombstone.ts'
import { urn } from '../../domain/id.ts'
import type { AuthorRef } from '../../domain/term/term.ts'
import { webAddress } from '../../render/address.ts'
import { type Markup, openTag, xml } from '../../render/markup.ts'
import { type AnyArticle, entryHtml, entryUrl, syndicated } from '../entry.ts'
import type { Context, Format } from '../format.ts'

/** Atom (RFC 4287), paged (RFC 5005 section 3), with deletions (RFC 6721). */
export const atom: Format = {
  name: 'atom',
  mediaType: 'application/atom+xml; charset=utf-8',
  path: '/feeds/atom.xml',
  needs: 'full',
  async *render(entries, context) {
    const language = context.language ?? context.site.language
    yield `<?xml version="1.0" encoding="utf-8"?>\n${openTag('feed', { ...namespaces, 'xml:lang': language })}\n`
    yield `${head(context)
      .map(child => child.markup)
      .join('\n')}\n`
    for await (const entry of syndicated(entries)) {
      const written = entry.kind === 'article' ? article(entry.article, context) : deletion(entry.tombstone)
      yield `${written.markup}\n`
    }
    yield '</feed>\n'
  },
}

const namespaces = { xmlns: 'http://www.w3.org/2005/Atom', 'xmlns:at': 'http://purl.org/atompub/tombstones/1.0' }
const type = 'application/atom+xml'

function head({ site, self, first, next, previous, title, updated }: Context): Markup[] {
  const icon = webAddress(site.iconUrl ?? '')
  const logo = webAddress(site.logo?.url ?? '')
  const notice = site.rights?.notice ?? (site.rights?.holder ? `© ${site.rights.holder}` : undefined)
  return [
    xml('id', {}, first ?? self),
    xml('title', {}, title ?? site.title),
    site.description ? xml('subtitle', {}, site.description) : undefined,
    xml('updated', {}, updated),
    // The feed needs an author if an entry has none (section 4.1.1).
    xml('author', {}, xml('name', {}, site.title), xml('uri', {}, site.homeUrl ?? site.publicUrl)),
    link('self', self, type),
    link('alternate', site.homeUrl ?? site.publicUrl, 'text/html'),
    link('first', first, type),
    link('previous', previous, type),
    link('next', next, type),
    ...(site.hubs ?? []).map(hub => link('hub', hub)),
    link('license', site.rights?.license?.url),
    icon === undefined ? undefined : xml('icon', {}, icon),
    logo === undefined ? undefined : xml('logo', {}, logo),
    notice ? xml('rights', {}, notice) : undefined,
    xml('generator', {}, 'Offprint'),
  ].filter(child => child !== undefined)
}

function link(rel: string, url: string | undefined, type?: string, hreflang?: string): Markup | undefined {
  const href = url === undefined ? undefined : webAddress(url)
  return href === undefined ? undefined : xml('link', { rel, type, hreflang, href })
}

function article(article: AnyArticle, context: Context): Markup {
  const { metadata, title, summary } = article
  const { site } = context
  const { rights, category, tags, language } = metadata
  const html = entryHtml(article, context)
  const term = (scheme: string) => (one: { slug: string; name: string }) =>
    xml('category', { term: one.slug, scheme: `${site.publicUrl}/v1/${scheme}`, label: one.name })
  return xml(
    'entry',
    { 'xml:lang': language === (context.language ?? site.language) ? undefined : language },
    xml('id', {}, urn(article.id)),
    xml('title', {}, title),
    xml('published', {}, metadata.publishedAt),
    xml('updated', {}, metadata.updatedAt),
    metadata.authors.map(author),
    link('alternate', entryUrl(article), 'text/html', language),
    link('via', metadata.source?.url),
    link('license', rights?.license?.url),
    category && term('categories')(category),
    tags.map(term('tags')),
    // An entry must have content or a summary (section 4.1.2).
    summary || html === undefined ? xml('summary', {}, summary ?? title) : undefined,
    html === undefined ? undefined : xml('content', { type: 'html' }, html),
    rights?.notice || rights?.usageTerms
      ? xml('rights', {}, [rights.notice, rights.usageTerms].filter(Boolean).join(' '))
      : undefined,
  )
}

function author({ name, pageUrl, url }: AuthorRef): Markup {
  return xml('author', {}, xml('name', {}, name), xml('uri', {}, webAddress(pageUrl ?? '') ?? webAddress(url) ?? ''))
}

/** RFC 6721: the id of the deleted entry, and the time of deletion. */
function deletion({ id, at, reason, note, movedTo }: Tombstone): Markup {
  const why = note ? `${reason}: ${note}` : reason
  return xml('at:deleted-entry', { ref: urn(id), when: at }, xml('at:comment', {}, why), link('related', movedTo?.url))
}
