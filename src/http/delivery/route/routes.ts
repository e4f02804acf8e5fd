import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Delivery } from '../delivery.ts'
import { adjacentRoutes } from './adjacent.ts'
import { archiveRoutes } from './archive.ts'
import { articleRoutes } from './article.ts'
import { articleViewRoutes } from './article-views.ts'
import { articleListRoutes } from './articles.ts'
import { crawlerRoutes } from './crawler.ts'
import { feedRoutes } from './feed.ts'
import { keyTakeawayRoutes } from './key-takeaways.ts'
import { oembedRoutes } from './oembed.ts'
import { popularRoutes } from './popular.ts'
import { relatedRoutes } from './related.ts'
import { renditionRoutes } from './rendition.ts'
import { resolveRoutes } from './resolve.ts'
import { searchRoutes } from './search.ts'
import { sectionRoutes } from './section.ts'
import { sectionRenditionRoutes } from './section-rendition.ts'
import { sitemapRoutes } from './sitemap.ts'
import { syncRoutes } from './sync.ts'
import { termRoutes } from './term.ts'

/**
 * The delivery routes whose responses are cached. Those without hooks of their own are called directly: a plugin would open a
 * scope for each, which makes the start slower.
 */
export const deliveryRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  await articleListRoutes(app, delivery)
  await articleRoutes(app, delivery)
  await adjacentRoutes(app, delivery)
  await relatedRoutes(app, delivery)
  await archiveRoutes(app, delivery)
  await popularRoutes(app, delivery)
  await articleViewRoutes(app, delivery)
  await sectionRoutes(app, delivery)
  await app.register(renditionRoutes, delivery)
  await app.register(sectionRenditionRoutes, delivery)
  await feedRoutes(app, delivery)
  await sitemapRoutes(app, delivery)
  await crawlerRoutes(app, delivery)
  await resolveRoutes(app, delivery)
  await oembedRoutes(app, delivery)
  await keyTakeawayRoutes(app, delivery)
  await searchRoutes(app, delivery)
  await termRoutes(app, delivery)
  await syncRoutes(app, delivery)
}
