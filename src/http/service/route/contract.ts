import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Site } from '../../../domain/address/site.ts'
import { language } from '../../../domain/text/language.ts'
import { apiCatalog } from '../../../syndication/crawler/api-catalog.ts'
import { newsSitemap } from '../../../syndication/crawler/news-sitemap.ts'
import { sitemapIndex } from '../../../syndication/crawler/sitemap-index.ts'
import { feedUrl } from '../../../syndication/feed/feed-address.ts'
import { opml } from '../../../syndication/feed/opml.ts'
import { jsonType } from '../../cache/respond.ts'
import { jsonWithEtag } from '../../message/entity-tag.ts'
import { json, operation } from '../../message/operation.ts'
import { link } from '../../problem/header.ts'
import { contractVersion } from '../contract.ts'
import type { Service } from '../service.ts'

const url = z.string().min(1).meta({ format: 'uri' })
const template = z.string().min(1).meta({ description: 'URI template (RFC 6570).' })

const contract = z
  .object({
    name: z.string().meta({ examples: ['Offprint'] }),
    version: z.string().meta({
      description: 'Version of the API. The minor number grows with every addition.',
      examples: [contractVersion],
    }),
    site: z
      .object({ title: z.string(), language, timeZone: z.string().meta({ examples: ['Europe/Berlin'] }) })
      .meta({ id: 'Site', description: 'The site whose articles these are.' }),
    addresses: z
      .object({
        articles: url,
        article: template,
        keyTakeaways: url,
        categories: url,
        tags: url,
        authors: url,
        sync: url,
        stream: url,
        export: url,
        feeds: z.object({ rss: url, atom: url, json: url, ninjs: url, opml: url }).meta({
          id: 'FeedAddresses',
          description: 'Feeds of all articles. `opml` also lists the feeds of each category, tag, author and language.',
        }),
        sitemap: url,
        newsSitemap: url,
        oembed: template,
        apiCatalog: url,
        openapi: url,
        docs: url,
      })
      .meta({ id: 'Addresses', description: 'URLs of the resources.' }),
  })
  .meta({ id: 'Contract', description: 'The API version and the URLs of its resources.' })

const described = operation({
  tag: 'Service',
  operationId: 'getContract',
  summary: 'Get the API version and URLs',
  ok: json(contract),
  also: [304, 400],
})

/** The entry point of the API. */
export const contractRoutes: FastifyPluginAsyncZod<Service> = async (app, { site, respond }) => {
  const made = jsonWithEtag(contractOf(site))
  const { openapi, docs, apiCatalog } = contractOf(site).addresses
  const links = [
    link(openapi, 'service-desc', 'application/json'),
    link(docs, 'service-doc', 'text/html'),
    link(apiCatalog, 'api-catalog', 'application/linkset+json'),
  ]
  app.get('/v1', { schema: { ...described, querystring: z.strictObject({}) } }, (request, reply) =>
    respond(request, reply, { ...made, contentType: jsonType, groups: [], links }),
  )
}

function contractOf(site: Site): z.infer<typeof contract> {
  const { publicUrl, title, language, timeZone } = site
  return {
    name: 'Offprint',
    version: contractVersion,
    site: { title, language, timeZone },
    addresses: {
      articles: `${publicUrl}/v1/articles`,
      article: `${publicUrl}/v1/articles/{ref}`,
      keyTakeaways: `${publicUrl}/v1/key-takeaways`,
      categories: `${publicUrl}/v1/categories`,
      tags: `${publicUrl}/v1/tags`,
      authors: `${publicUrl}/v1/authors`,
      sync: `${publicUrl}/v1/sync`,
      stream: `${publicUrl}/v1/stream`,
      export: `${publicUrl}/v1/export.ndjson`,
      feeds: {
        rss: feedUrl(site, 'rss.xml'),
        atom: feedUrl(site, 'atom.xml'),
        json: feedUrl(site, 'feed.json'),
        ninjs: feedUrl(site, 'ninjs.json'),
        opml: `${publicUrl}${opml.path}`,
      },
      sitemap: `${publicUrl}${sitemapIndex.path}`,
      newsSitemap: `${publicUrl}${newsSitemap.path}`,
      oembed: `${publicUrl}/oembed{?url,format,maxwidth,maxheight}`,
      apiCatalog: `${publicUrl}${apiCatalog.path}`,
      openapi: `${publicUrl}/openapi.json`,
      docs: `${publicUrl}/docs`,
    },
  }
}
