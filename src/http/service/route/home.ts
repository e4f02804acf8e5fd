import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Site } from '../../../domain/address/site.ts'
import { feedTypes } from '../../../syndication/api-catalog.ts'
import type { Delivery } from '../../delivery/delivery.ts'
import { bytes } from '../../delivery/piece.ts'
import { operation } from '../../message/operation.ts'
import { escapeHtml, htmlPage, htmlType, pagePolicy } from '../../problem/page.ts'

const described = operation({
  tag: 'Service',
  operationId: 'getHome',
  summary: 'A page for people that points to all of it',
  ok: { 'text/html': z.string() },
  also: [304],
})

const places = [
  ['/v1/articles', 'Articles', 'newest first, by category, tag, author, language and date'],
  ['/v1/key-takeaways', 'Key takeaways', 'across all articles'],
  ['/v1/categories', 'Categories', 'of delivered articles'],
  ['/v1/tags', 'Tags', 'of delivered articles'],
  ['/v1/authors', 'Authors', 'of delivered articles'],
  ['/v1/sync', 'Sync', 'a whole copy, kept in step'],
  ['/v1/export.ndjson', 'Export', 'everything in one stream'],
  ['/feeds/rss.xml', 'RSS', 'of all articles; each category, tag, author and language has its own'],
  ['/feeds/atom.xml', 'Atom', 'the same, with deletions'],
  ['/feeds/feed.json', 'JSON Feed', 'the same'],
  ['/feeds/ninjs.json', 'ninjs', 'for newsrooms'],
  ['/feeds/feeds.opml', 'OPML', 'all feeds, to subscribe to'],
  ['/sitemap.xml', 'Sitemap', 'for search engines'],
  ['/llms.txt', 'llms.txt', 'for language models'],
  ['/.well-known/api-catalog', 'API catalog', 'for programs that look for an API'],
  ['/v1', 'Contract', 'its version and all addresses'],
  ['/docs', 'API reference', 'to read and to try'],
  ['/openapi.json', 'OpenAPI document', 'to generate clients from'],
  ['/health/ready', 'Health', 'whether the server is ready'],
] as const

/** By these a reader of feeds finds them on the page. */
function subscriptions(site: Site): string {
  const title = escapeHtml(site.title)
  return (['rss.xml', 'atom.xml', 'feed.json'] as const)
    .map(file => `<link rel="alternate" type="${feedTypes[file]}" title="${title}" href="./feeds/${file}">\n`)
    .join('')
}

/** What a browser shows at the address of the API. Links are relative, so that they hold wherever it is mounted. */
export const homeRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { site, answer }) => {
  const rows = places.map(([path, name, what]) => `<dt><a href=".${path}">${name}</a></dt><dd>${what}</dd>`)
  const intro = `<p>The articles of <strong>${escapeHtml(site.title)}</strong> as structured data, served by Offprint.</p>`
  const list = `${intro}\n<dl>\n${rows.join('\n')}\n</dl>`
  const made = bytes(htmlPage(`${site.title}: content API`, list, subscriptions(site)))
  app.get('/', { schema: described }, (request, reply) => {
    reply.header('content-security-policy', pagePolicy)
    return answer(request, reply, { ...made, contentType: htmlType, groups: [] })
  })
}
