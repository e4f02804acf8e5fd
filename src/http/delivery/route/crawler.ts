import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { now } from '../../../domain/instant.ts'
import { termKinds } from '../../../domain/term/term.ts'
import { apiCatalog } from '../../../syndication/api-catalog.ts'
import type { Format } from '../../../syndication/format.ts'
import { llms } from '../../../syndication/llms.ts'
import { llmsFull } from '../../../syndication/llms-full.ts'
import { miningFile } from '../../../syndication/mining.ts'
import { type FeedTopic, opml } from '../../../syndication/opml.ts'
import { robots } from '../../../syndication/robots.ts'
import { security } from '../../../syndication/security.ts'
import { withEtag } from '../../message/entity-tag.ts'
import { operation } from '../../message/operation.ts'
import { link } from '../../problem/header.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { archiveEntries, concat } from '../entry.ts'
import { linkset, miningReservations } from '../external-schema.ts'

/** How many articles the lists for language models name, and how many they hold whole. */
const listed = 500
const whole = 50

/** Crawlers and finders of faults have no key, and the site says nothing of its articles here. */
const isOpen = { isOpen: true }

/** What the site itself says to crawlers, from its configuration alone. */
const files = [
  { file: robots, operationId: 'getRobots', summary: 'What crawlers may read' },
  { file: apiCatalog, operationId: 'getApiCatalog', summary: 'API catalog (RFC 9727)' },
  { file: miningFile, operationId: 'getMiningReservation', summary: 'Text and data mining reservation (TDMRep)' },
] as const

const lists = [
  { format: llms, most: listed, operationId: 'getLlms', summary: 'What there is to read, for language models' },
  { format: llmsFull, most: whole, operationId: 'getLlmsFull', summary: 'The newest articles, whole, as Markdown' },
] as const

/** What is not text, by media type. */
const answers: Record<string, z.ZodType> = {
  'application/linkset+json': linkset,
  'application/json': miningReservations,
}

const described = (operationId: string, summary: string, mediaType: string, also: readonly (304 | 404)[]) => {
  const type = mediaType.split(';')[0] ?? mediaType
  const schema = answers[type] ?? z.string()
  return operation({ tag: 'Syndication', operationId, summary, ok: { [type]: schema }, also })
}

/** What crawlers and feed readers look for at addresses that they know. */
export const crawlerRoutes: FastifyPluginAsyncZod<Delivery> = async (
  app,
  { store, site, respond, changedAt, timeSlices },
) => {
  for (const { file, operationId, summary } of files) {
    const text = file.render(site)
    const made = text === undefined ? undefined : withEtag(Buffer.from(text))
    const schema = described(operationId, summary, file.mediaType, file === miningFile ? [304, 404] : [304])
    // RFC 9727 section 2: a HEAD request is told that this is the one.
    const links = file === apiCatalog ? [link(`${site.publicUrl}${file.path}`, 'api-catalog')] : []
    app.get(file.path, { config: isOpen, schema }, async (request, reply) => {
      if (!made) throw notSaid()
      return respond(request, reply, { ...made, contentType: file.mediaType, groups: [], links })
    })
  }

  for (const { format, most, operationId, summary } of lists) {
    const schema = described(operationId, summary, format.mediaType, [304])
    app.get(format.path, { schema }, async (request, reply) => {
      const lastModified = await changedAt()
      const made = withEtag(await concat(listOf(store, format, most)))
      return respond(request, reply, { ...made, contentType: format.mediaType, groups: [listGroup], lastModified })
    })
  }

  const schema = described('getFeedList', 'All feeds, as OPML', opml.mediaType, [304])
  app.get(opml.path, { schema }, async (request, reply) => {
    const lastModified = await changedAt()
    const made = withEtag(await concat(opml.render(topics(store), site)))
    return respond(request, reply, { ...made, contentType: opml.mediaType, groups: [listGroup], lastModified })
  })

  function listOf(from: DeliveryStore, format: Format, most: number): AsyncIterable<string> {
    const entries = archiveEntries(from, timeSlices(), {
      filter: {},
      sort: '-publishedAt',
      most,
      bodies: format.needs === 'full',
    })
    return format.render(entries, { site, now: '', updated: '', self: '', content: 'full' })
  }
}

/** Apart from the others: when it expires moves on with the time. */
export const securityRoutes: FastifyPluginAsyncZod<Delivery & { clock: () => Date }> = async (
  app,
  { site, respond, clock },
) => {
  const schema = described(
    'getSecurityContact',
    'Whom to tell of a weakness (RFC 9116)',
    security.mediaType,
    [304, 404],
  )
  app.get(security.path, { config: isOpen, schema }, async (request, reply) => {
    const text = security.render(site, now(clock))
    if (text === undefined) throw notSaid()
    return respond(request, reply, { ...withEtag(Buffer.from(text)), contentType: security.mediaType, groups: [] })
  })
}

/** Everything that has feeds of its own, one kind after the other. */
async function* topics(store: DeliveryStore): AsyncIterable<FeedTopic> {
  for (const kind of termKinds) {
    let from: string | undefined
    let hasNext = true
    while (hasNext) {
      const page = await store.terms(kind, { limit: 100, from })
      yield* page.terms.map(({ slug, name }) => ({ kind, slug, name }))
      from = page.terms.at(-1)?.slug
      hasNext = page.hasNext
    }
  }
  for (const slug of await store.languages()) {
    const name = new Intl.DisplayNames(slug, { type: 'language', fallback: 'code' }).of(slug) ?? slug
    yield { kind: 'language', slug, name }
  }
}

function notSaid(): AppError {
  return new AppError('route-not-found', 'The site says nothing here.')
}
