import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Site } from '../../../domain/address/site.ts'
import { pagePolicy } from '../../../syndication/article/page-style.ts'
import { feedTypes } from '../../../syndication/crawler/api-catalog.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { escapeHtml, htmlPage, htmlType } from '../../problem/page.ts'
import type { Service } from '../service.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getHome',
  summary: 'The home page: links to all parts of the API',
  ok: { 'text/html': z.string() },
  also: [304],
})

const groups = {
  Documentation: [
    ['/docs', 'Guides and reference', 'how to use the API, and every operation'],
    ['/openapi.json', 'OpenAPI document', 'to generate clients from'],
    ['/v1', 'Contract', 'version of the API, and its addresses'],
  ],
  Articles: [
    ['/v1/articles', 'Articles', 'newest first; by category, tag, author, language and date'],
    ['/v1/key-takeaways', 'Key takeaways', 'of all articles'],
    ['/v1/categories', 'Categories', 'of published articles'],
    ['/v1/tags', 'Tags', 'of published articles'],
    ['/v1/authors', 'Authors', 'of published articles'],
  ],
  Feeds: [
    ['/feeds/rss.xml', 'RSS', 'all articles; each category, tag, author and language has its own feed'],
    ['/feeds/atom.xml', 'Atom', 'the same, with deletions'],
    ['/feeds/feed.json', 'JSON Feed', 'the same'],
    ['/feeds/ninjs.json', 'ninjs', 'for newsrooms'],
    ['/feeds/feeds.opml', 'OPML', 'a list of all feeds'],
  ],
  Copies: [
    ['/v1/sync', 'Sync', 'a complete copy, and its changes'],
    ['/v1/export.ndjson', 'Export', 'all articles in one stream'],
  ],
  'For programs': [
    ['/sitemap.xml', 'Sitemap', 'for search engines'],
    ['/llms.txt', 'llms.txt', 'for language models'],
    ['/.well-known/api-catalog', 'API catalog', 'for programs that look for an API'],
    ['/health/ready', 'Health', 'whether the server is ready'],
  ],
} as const

/** Feed readers find the feeds by these links. */
function feedLinks(site: Site): string {
  const title = escapeHtml(site.title)
  return (['rss.xml', 'atom.xml', 'feed.json'] as const)
    .map(file => `<link rel="alternate" type="${feedTypes[file]}" title="${title}" href="./feeds/${file}">\n`)
    .join('')
}

/** The page at the root of the API. Links are relative, so that they work behind any path. */
export const homeRoutes: FastifyPluginAsyncZod<Service> = async (app, { site, respond }) => {
  const lists = Object.entries(groups).map(([name, places]) => {
    const rows = places.map(([path, link, text]) => `<dt><a href=".${path}">${link}</a></dt><dd>${text}</dd>`)
    return `<h2>${name}</h2>\n<dl class="places">\n${rows.join('\n')}\n</dl>`
  })
  const page = htmlPage({
    title: `${site.title}: content API`,
    heading: site.title,
    kicker: 'Content API',
    main: ['<p class="summary">Articles as structured data, served by Offprint.</p>', ...lists].join('\n'),
    head: feedLinks(site),
  })
  const prepared = { ...withEtag(page), contentType: htmlType, groups: [] }
  app.get('/', { schema: described }, (request, reply) => {
    reply.header('content-security-policy', pagePolicy)
    return respond(request, reply, prepared)
  })
}
