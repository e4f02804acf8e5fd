import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { addSeconds, type Instant, instantOf, isInstant, now } from '../../../domain/instant.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import { newsAge, newsLimit, newsSitemap } from '../../../syndication/crawler/news-sitemap.ts'
import { listedOn, sitemap, urlsPerSitemap } from '../../../syndication/crawler/sitemap.ts'
import { type SitemapPage, sitemapIndex } from '../../../syndication/crawler/sitemap-index.ts'
import { entryUrl } from '../../../syndication/entry.ts'
import type { Context } from '../../../syndication/format.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import type { Delivery } from '../delivery.ts'
import { type ArchiveList, archiveEntries, concat } from '../list/entry.ts'
import { miningHeaders } from '../mining.ts'

const groups = [listGroup]

const described = (operationId: string, summary: string, also: readonly (304 | 404)[] = [304]) =>
  operation({ tag: 'Syndication', operationId, summary, ok: { 'application/xml': z.string() }, also })

const index = described('getSitemapIndex', 'Get the sitemap index: one sitemap per month of publication')
const onePage = described('getSitemapPage', 'Get the sitemap of the articles first published in a month', [304, 404])
const news = described('getNewsSitemap', 'Get the articles of the last two days as a Google News sitemap')
const params = z.strictObject({
  page: z.string().meta({
    description: 'Month, such as `2026-11`; further parts of a large month are `2026-11-2` and so on.',
    examples: ['2026-11'],
  }),
})

/** Sitemaps for search engines. One per month, so that a publication changes only one of them. */
export const sitemapRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, respond, changedAt, timeSlices },
) => {
  const context: Context = { site, now: '', updated: '', self: '', content: 'summary' }
  const isListed = listedOn(site)

  app.get(sitemapIndex.path, { schema: index }, async (request, reply) => {
    const lastModified = await changedAt()
    const body = await concat(sitemapIndex.render(pages(), site))
    return respond(request, reply, { ...withEtag(body), contentType: sitemapIndex.mediaType, groups, lastModified })
  })

  app.get('/sitemaps/:page.xml', { schema: { ...onePage, params } }, async (request, reply) => {
    const lastModified = await changedAt()
    const list = await listOf(readPage(request.params.page))
    if (!list || !(await isPage(list))) throw noPage()
    const body = await concat(sitemap.render(archiveEntries(store, timeSlices(), list), context))
    return respond(request, reply, { ...withEtag(body), contentType: sitemap.mediaType, groups, lastModified })
  })

  /** The pages that are not empty. */
  async function* pages(): AsyncIterable<SitemapPage> {
    const pause = timeSlices()
    for (const { month, articles, updatedAt } of await store.months()) {
      for (let part = 1; part <= Math.ceil(articles / urlsPerSitemap); part += 1) {
        await pause()
        const list = await listOf({ ...boundsOf(month), part })
        if (list && (await isPage(list))) yield { month, part, lastModified: updatedAt }
      }
    }
  }

  /** The articles of a page; undefined if the month has no such part. */
  async function listOf({ after, before, part }: Bounds & { part: number }): Promise<ArchiveList | undefined> {
    const skipped = (part - 1) * urlsPerSitemap
    const from = skipped === 0 ? undefined : await store.positionAfter(skipped, { after, before })
    if (skipped > 0 && !from) return undefined
    const filter = { publishedAfter: after, publishedBefore: before }
    return { filter, sort: 'publishedAt', from, max: urlsPerSitemap }
  }

  /** Whether a list has an article on the site itself. The first article nearly always is. */
  async function isPage(list: ArchiveList): Promise<boolean> {
    const { prints, hasNext } = await store.list({ ...list, limit: 1 }, false)
    const [first] = prints
    if (!first || isListed(first.canonicalUrl)) return first !== undefined
    if (!hasNext) return false
    for await (const entry of archiveEntries(store, timeSlices(), list)) {
      if (entry.kind === 'article' && isListed(entryUrl(entry.article))) return true
    }
    return false
  }
}

/** Not cached like the others, because it depends on the current time. */
export const newsSitemapRoutes: FastifyPluginAsyncZod<Delivery & { clock: () => Date }> = async (
  app,
  { store, site, respond, clock, timeSlices },
) => {
  app.get(newsSitemap.path, { schema: news }, async (request, reply) => {
    const at = now(clock)
    const since = addSeconds(at, -newsAge - 1)
    const filter = { publishedAfter: since }
    const prints: StoredPrint[] = []
    const list: ArchiveList = { filter, sort: '-publishedAt', max: newsLimit }
    const entries = archiveEntries(store, timeSlices(), list, read => void prints.push(...read))
    const context = { site, now: at, updated: '', self: '', content: 'summary' } as const
    const body = await concat(newsSitemap.render(entries, context))
    reply.headers(miningHeaders(prints, site))
    return respond(request, reply, { ...withEtag(body), contentType: newsSitemap.mediaType, groups })
  })
}

type Bounds = { after: Instant | undefined; before: Instant | undefined }

/** Parses `2026-11` or `2026-11-2` into the bounds of a month and a part. */
function readPage(name: string): Bounds & { part: number } {
  const [, year, month, part = '1'] = /^(\d{4})-(\d\d)(?:-([2-9]|[1-9]\d{1,3}))?$/.exec(name) ?? []
  if (!isInstant(`${year}-${month}-01T00:00:00Z`)) throw noPage()
  return { ...boundsOf(`${year}-${month}`), part: Number(part) }
}

/** The exclusive bounds of a month; undefined beyond the first and last supported year. */
function boundsOf(month: string): Bounds {
  const at = new Date(`${month}-01T00:00:00Z`)
  const after = instantOf(new Date(at.getTime() - 1000))
  // Date.UTC takes years below 100 for ones of the last century.
  at.setUTCMonth(at.getUTCMonth() + 1)
  return { after, before: instantOf(at) }
}

function noPage(): AppError {
  return new AppError('article-not-found', 'The sitemap has no such page.')
}
