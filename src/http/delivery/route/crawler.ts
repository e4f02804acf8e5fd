import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { now } from '../../../domain/instant.ts'
import type { TermPosition } from '../../../domain/store/term-store.ts'
import { termKinds } from '../../../domain/term/term.ts'
import { languageName } from '../../../domain/text/language.ts'
import { apiCatalog } from '../../../syndication/crawler/api-catalog.ts'
import { llms } from '../../../syndication/crawler/llms.ts'
import { llmsFull } from '../../../syndication/crawler/llms-full.ts'
import { miningFile } from '../../../syndication/crawler/mining.ts'
import { robots } from '../../../syndication/crawler/robots.ts'
import { security } from '../../../syndication/crawler/security.ts'
import { type FeedTopic, opml } from '../../../syndication/feed/opml.ts'
import type { Format } from '../../../syndication/format.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { link } from '../../problem/header.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { linkset, miningReservations } from '../external-schema.ts'
import { archiveEntries, concat } from '../list/entry.ts'

/** Maximum number of articles that /llms.txt links to, and that /llms-full.txt contains. */
const maxLinked = 500
const maxComplete = 50

/** No key is needed, because crawlers and security researchers have none, and there is no content here. */
const isOpen = { isOpen: true }

/** Files that depend on the configuration alone. */
const files = [
  { file: robots, operationId: 'getRobots', summary: 'Get the rules for crawlers (robots.txt)' },
  { file: apiCatalog, operationId: 'getApiCatalog', summary: 'Get the API catalog (RFC 9727)' },
  {
    file: miningFile,
    operationId: 'getMiningReservation',
    summary: 'Get the text and data mining reservation (TDMRep)',
  },
] as const

const lists = [
  { format: llms, max: maxLinked, operationId: 'getLlms', summary: 'Get a list of articles for language models' },
  {
    format: llmsFull,
    max: maxComplete,
    operationId: 'getLlmsFull',
    summary: 'Get the newest articles as Markdown in one document',
  },
] as const

/** Schemas of JSON responses, by media type; all others are text. */
const answers: Record<string, z.ZodType> = {
  'application/linkset+json': linkset,
  'application/json': miningReservations,
}

const described = (operationId: string, summary: string, mediaType: string, also: readonly (304 | 404)[]) => {
  const type = mediaType.split(';')[0] ?? mediaType
  const schema = answers[type] ?? z.string()
  return operation({ tag: 'Syndication', operationId, summary, ok: { [type]: schema }, also })
}

/** Well-known addresses for crawlers and feed readers. */
export const crawlerRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, respond, changedAt, timeSlices },
) => {
  for (const { file, operationId, summary } of files) {
    const text = file.render(site)
    const made = text === undefined ? undefined : withEtag(Buffer.from(text))
    const schema = described(operationId, summary, file.mediaType, file === miningFile ? [304, 404] : [304])
    // RFC 9727 section 2 requires the link in the response to HEAD.
    const links = file === apiCatalog ? [link(`${site.publicUrl}${file.path}`, 'api-catalog')] : []
    app.get(file.path, { config: isOpen, schema }, async (request, reply) => {
      if (!made) throw notConfigured()
      return respond(request, reply, { ...made, contentType: file.mediaType, groups: [], links })
    })
  }

  for (const { format, max, operationId, summary } of lists) {
    const schema = described(operationId, summary, format.mediaType, [304])
    app.get(format.path, { schema }, async (request, reply) => {
      const lastModified = await changedAt()
      const made = withEtag(await concat(listOf(store, format, max)))
      return respond(request, reply, { ...made, contentType: format.mediaType, groups: [listGroup], lastModified })
    })
  }

  const schema = described('getFeedList', 'Get a list of all feeds (OPML)', opml.mediaType, [304])
  app.get(opml.path, { schema }, async (request, reply) => {
    const lastModified = await changedAt()
    const made = withEtag(await concat(opml.render(topics(store), site)))
    return respond(request, reply, { ...made, contentType: opml.mediaType, groups: [listGroup], lastModified })
  })

  function listOf(from: DeliveryStore, format: Format, max: number): AsyncIterable<string> {
    const entries = archiveEntries(from, timeSlices(), {
      filter: {},
      sort: '-publishedAt',
      max,
      bodies: format.needs === 'full',
    })
    return format.render(entries, { site, now: '', updated: '', self: '', content: 'full' })
  }
}

/** Not cached like the others, because its expiry depends on the current time. */
export const securityRoutes: FastifyPluginAsyncZod<Delivery & { clock: () => Date }> = async (
  app,
  { site, respond, clock },
) => {
  const schema = described('getSecurityContact', 'Get the security contact (RFC 9116)', security.mediaType, [304, 404])
  app.get(security.path, { config: isOpen, schema }, async (request, reply) => {
    const text = security.render(site, now(clock))
    if (text === undefined) throw notConfigured()
    return respond(request, reply, { ...withEtag(Buffer.from(text)), contentType: security.mediaType, groups: [] })
  })
}

/** Everything that has its own feeds: terms and languages. */
async function* topics(store: DeliveryStore): AsyncIterable<FeedTopic> {
  for (const kind of termKinds) {
    let from: TermPosition | undefined
    let hasNext = true
    while (hasNext) {
      const page = await store.terms(kind, { sort: 'slug', limit: 100, from })
      yield* page.terms.map(({ slug, name }) => ({ kind, slug, name }))
      from = page.ends?.last
      hasNext = page.hasNext
    }
  }
  for (const slug of await store.languages()) {
    yield { kind: 'language', slug, name: languageName(slug) }
  }
}

function notConfigured(): AppError {
  return new AppError('route-not-found', 'This file is not configured for the site.')
}
