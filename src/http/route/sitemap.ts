import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import { type Instant, instantOf, isInstant } from '../../domain/instant.ts'
import type { Context } from '../../syndication/format.ts'
import { newsSitemap } from '../../syndication/news-sitemap.ts'
import { sitemap, urlsPerSitemap } from '../../syndication/sitemap.ts'
import { type SitemapPage, sitemapIndex } from '../../syndication/sitemap-index.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { archive, each, gather } from '../entry.ts'
import { operation } from '../operation.ts'
import { bytes } from '../piece.ts'

const twoDays = 2 * 24 * 60 * 60 * 1000
const newsLimit = 1000
const groups = [listGroup]

const described = (operationId: string, summary: string, also: readonly (304 | 400 | 404)[] = [304, 400]) =>
  operation({ tag: 'Syndication', operationId, summary, ok: { 'application/xml': z.string() }, also })

const index = described('getSitemapIndex', 'Index of the sitemap: a page for each month of publication')
const onePage = described('getSitemapPage', 'Articles first published in a month', [304, 400, 404])
const news = described('getNewsSitemap', 'Articles of the last two days, for Google News')
const params = z.strictObject({
  page: z
    .string()
    .meta({ description: 'Month, with the number of its part from the second on.', examples: ['2026-11'] }),
})

/** What search engines find articles by. Pages are cut by month, so that a publication changes one of them. */
export const sitemapRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, answer, changedAt, turns },
) => {
  const context: Context = { site, now: '', updated: '', self: '', content: 'summary' }

  app.get(sitemapIndex.path, { schema: index }, async (request, reply) => {
    const lastModified = await changedAt()
    const body = await gather(sitemapIndex.render(pages(store), site))
    return answer(request, reply, { ...bytes(body), contentType: sitemapIndex.mediaType, groups, lastModified })
  })

  app.get('/sitemaps/:page.xml', { schema: { ...onePage, params } }, async (request, reply) => {
    const lastModified = await changedAt()
    const { after, before, part } = readPage(request.params.page)
    const skipped = (part - 1) * urlsPerSitemap
    const from = skipped === 0 ? undefined : await store.placeAfter(skipped, { after, before })
    if (skipped > 0 && !from) throw noPage()
    const filter = { publishedAfter: after, publishedBefore: before }
    const list = { filter, sort: 'publishedAt', from, most: urlsPerSitemap } as const
    const { prints } = await store.list({ ...list, limit: 1 }, false)
    if (prints.length === 0) throw noPage()
    const body = await gather(sitemap.render(archive(store, turns(), list), context))
    return answer(request, reply, { ...bytes(body), contentType: sitemap.mediaType, groups, lastModified })
  })
}

/** Apart from the others: what is news depends on the time. */
export const newsSitemapRoutes: FastifyPluginAsyncZod<Delivery & { clock: () => Date }> = async (
  app,
  { store, site, answer, clock, turns },
) => {
  app.get(newsSitemap.path, { schema: news }, async (request, reply) => {
    const now = clock()
    const since = instantOf(new Date(now.getTime() - twoDays - 1000)) ?? ''
    const filter = { publishedAfter: since }
    const entries = archive(store, turns(), { filter, sort: '-publishedAt', most: newsLimit })
    const context = { site, now: instantOf(now) ?? '', updated: '', self: '', content: 'summary' } as const
    const body = await gather(newsSitemap.render(entries, context))
    return answer(request, reply, { ...bytes(body), contentType: newsSitemap.mediaType, groups })
  })
}

async function* pages(store: DeliveryStore): AsyncIterable<SitemapPage> {
  for (const { month, articles, updatedAt } of await store.months()) {
    const parts = Math.ceil(articles / urlsPerSitemap)
    yield* each(Array.from({ length: parts }, (_, at) => ({ month, part: at + 1, lastModified: updatedAt })))
  }
}

/** `2026-11` or `2026-11-2`, as exclusive bounds and a part; no bound at either end of the calendar. */
function readPage(name: string): { after: Instant | undefined; before: Instant | undefined; part: number } {
  const [, year, month, part = '1'] = /^(\d{4})-(\d\d)(?:-([2-9]|[1-9]\d{1,3}))?$/.exec(name) ?? []
  const start = `${year}-${month}-01T00:00:00Z`
  if (!isInstant(start)) throw noPage()
  const at = new Date(start)
  const after = instantOf(new Date(at.getTime() - 1000))
  // Date.UTC takes years below 100 for ones of the last century.
  at.setUTCMonth(at.getUTCMonth() + 1)
  return { after, before: instantOf(at), part: Number(part) }
}

function noPage(): AppError {
  return new AppError('article-not-found', 'The sitemap has no such page.')
}
