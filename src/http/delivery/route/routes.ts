import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Delivery } from '../delivery.ts'
import { articleRoutes } from './article.ts'
import { articleListRoutes } from './articles.ts'
import { crawlerRoutes } from './crawler.ts'
import { feedRoutes } from './feed.ts'
import { keyTakeawayRoutes } from './key-takeaways.ts'
import { oembedRoutes } from './oembed.ts'
import { renditionRoutes } from './rendition.ts'
import { resolveRoutes } from './resolve.ts'
import { sectionRoutes } from './section.ts'
import { sectionRenditionRoutes } from './section-rendition.ts'
import { sitemapRoutes } from './sitemap.ts'
import { syncRoutes } from './sync.ts'
import { termRoutes } from './term.ts'

/** The delivery routes whose responses are cached. */
export const deliveryRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  await app.register(articleListRoutes, delivery)
  await app.register(articleRoutes, delivery)
  await app.register(sectionRoutes, delivery)
  await app.register(renditionRoutes, delivery)
  await app.register(sectionRenditionRoutes, delivery)
  await app.register(feedRoutes, delivery)
  await app.register(sitemapRoutes, delivery)
  await app.register(crawlerRoutes, delivery)
  await app.register(resolveRoutes, delivery)
  await app.register(oembedRoutes, delivery)
  await app.register(keyTakeawayRoutes, delivery)
  await app.register(termRoutes, delivery)
  await app.register(syncRoutes, delivery)
}
