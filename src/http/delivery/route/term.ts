import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Site, termUrl } from '../../../domain/address/site.ts'
import { listGroup, termGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { checkTermPlace, termPlace } from '../../../domain/page/cursor.ts'
import type { CountedTerm, FoundTerm } from '../../../domain/store/term-store.ts'
import { type DeliveredTerm, type TermKind, termCollection, termKinds, termSorts } from '../../../domain/term/term.ts'
import { termSlug } from '../../../domain/text/slug.ts'
import { sortKey } from '../../../domain/text/sort-key.ts'
import { jsonType } from '../../cache/respond.ts'
import { termList, termPage } from '../../message/collection.ts'
import { jsonWithEtag, type TaggedBody } from '../../message/entity-tag.ts'
import { json, operation, slugExamples } from '../../message/operation.ts'
import { pageOf, readPageRequest } from '../../message/page-request.ts'
import { cursor, limit, oneOf, trimmedText } from '../../message/parameter.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { collection } from '../fragment.ts'
import { articlePage, createItems, readListRequest } from '../list/article-page.ts'
import { miningHeaders } from '../mining.ts'
import { redirectRef } from '../redirect.ts'

/** Names of terms in the examples that come with the package begin with these. */
const prefixes = { category: 'tra', tag: 'bre', author: 'mar' } as const

const pageQuery = (kind: TermKind) =>
  z.strictObject({
    sort: oneOf(termSorts).optional().meta({
      description:
        'Sort order: by slug, by name without regard to letter case and accents, most articles first, or latest publication first. Equal terms are sorted by slug.',
      default: 'slug',
    }),
    q: trimmedText(200)
      .optional()
      .meta({
        description:
          'Only terms whose name or slug begins with this text. Letter case, accents and punctuation are ignored.',
        examples: [prefixes[kind]],
      }),
  })
const termQuery = z.strictObject({
  include: z
    .array(oneOf(['articles']))
    .min(1, 'must not be empty')
    .optional()
    .meta({ description: '`articles` adds the first page of its articles, newest first.' }),
})
const capital = { category: 'Category', tag: 'Tag', author: 'Author' } as const

const described = (kind: TermKind) => ({
  many: operation({
    tag: 'Terms',
    operationId: `list${capital[kind] === 'Category' ? 'Categories' : `${capital[kind]}s`}`,
    summary: `List the ${termCollection[kind]} of published articles`,
    description: 'Sorted by slug unless `sort` says otherwise. Only terms that a published article has.',
    ok: json(termList),
    also: [304, 400],
  }),
  one: operation({
    tag: 'Terms',
    operationId: `get${capital[kind]}`,
    summary: `Get ${kind === 'author' ? 'an' : 'a'} ${kind}`,
    description:
      'With `include=articles` also the first page of the articles that have it: `articles.page.nextUrl` leads to the next.',
    ok: json(termPage),
    also: [304, 308, 400, 404],
  }),
})

/** Categories, tags and authors of published articles. */
export const termRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, respond, changedAt } = delivery
  for (const kind of termKinds) {
    const base = `/v1/${termCollection[kind]}`
    const { many, one } = described(kind)
    const shape = { query: pageQuery(kind), place: termPlace }

    app.get(
      base,
      { schema: { ...many, querystring: z.strictObject({ ...shape.query.shape, cursor, limit }) } },
      async (request, reply) => {
        const lastModified = await changedAt()
        const pageRequest = readPageRequest(termCollection[kind], request.query, shape, { sort: 'slug' })
        const { query, place } = pageRequest
        const { sort = 'slug', q } = query
        if (place) checkTermPlace(sort, place)
        const found = await store.terms(kind, {
          sort,
          prefix: q === undefined ? undefined : { name: sortKey(q), slug: termSlug(q) },
          limit: pageRequest.limit,
          from: place,
          backwards: pageRequest.back,
        })
        const { page, links } = pageOf(`${site.publicUrl}${base}`, pageRequest, {
          next: found.hasNext ? found.ends?.last : undefined,
          previous: found.hasPrevious ? found.ends?.first : undefined,
        })
        const made = jsonWithEtag({ items: found.terms.map(term => delivered(term, kind, site)), page })
        return respond(request, reply, { ...made, contentType: jsonType, groups: [listGroup], links, lastModified })
      },
    )

    const params = z.strictObject({ slug: z.string().meta({ examples: [slugExamples[kind]] }) })
    const schema = { ...one, params, querystring: termQuery }
    app.get(`${base}/:slug`, { schema }, async (request, reply) => {
      const from = request.params.slug
      const lastModified = await changedAt()
      const found = await lookUpTerm(store, kind, from)
      if (found.kind === 'moved') {
        const to = { publicUrl: site.publicUrl, base, from, name: found.slug }
        return redirectRef(request, reply, { ...to, groups: [listGroup] })
      }
      const term = delivered(found.term, kind, site)
      const group = termGroup(kind, found.term.id)
      if (!request.query.include) {
        return respond(request, reply, { ...jsonWithEtag(term), contentType: jsonType, groups: [group], lastModified })
      }
      const first = readListRequest({ [kind]: [term.slug] })
      const { prints, items, page, links, groups } = await articlePage(delivery, first, createItems(delivery, request))
      reply.headers(miningHeaders(prints, site))
      const made = withArticles(term, collection(items, { page }))
      const all = [...new Set([group, ...groups])]
      return respond(request, reply, { ...made, contentType: jsonType, groups: all, links, lastModified })
    })
  }
}

/** Finds a term by its current or a former slug. @throws AppError `term-not-found` */
export async function lookUpTerm(store: DeliveryStore, kind: TermKind, slug: string): Promise<FoundTerm> {
  const found = await store.term(kind, slug)
  if (found) return found
  const normalized = termSlug(slug)
  const again = normalized === slug ? undefined : await store.term(kind, normalized)
  if (!again)
    throw new AppError(
      'term-not-found',
      `No published article has ${kind === 'author' ? 'an' : 'a'} ${kind} with that slug.`,
    )
  return again.kind === 'term' ? { kind: 'moved', slug: again.term.slug } : again
}

/** Adds a list to a term. The entity tag is made without views. */
function withArticles(term: DeliveredTerm, articles: TaggedBody): TaggedBody {
  const head = JSON.stringify(term).slice(0, -1)
  const body = Buffer.concat([Buffer.from(`${head},"articles":`), articles.body, Buffer.from('}')])
  return { body, etag: jsonWithEtag({ term, articles: articles.etag }).etag }
}

function delivered(term: CountedTerm, kind: TermKind, site: Site) {
  const { id, slug, name, description, image, pageUrl, articles, latestPublishedAt } = term
  const url = termUrl(site, kind, slug)
  return {
    id,
    slug,
    name,
    description,
    image,
    pageUrl,
    url,
    articleCount: articles,
    latestPublishedAt,
  } satisfies DeliveredTerm
}
