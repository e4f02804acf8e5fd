import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Site, termUrl } from '../../../domain/address/site.ts'
import { listGroup, termGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import { termPlace } from '../../../domain/page/cursor.ts'
import type { CountedTerm, FoundTerm } from '../../../domain/store/term-store.ts'
import {
  type DeliveredTerm,
  deliveredTerm,
  type TermKind,
  termCollection,
  termKinds,
} from '../../../domain/term/term.ts'
import { termSlug } from '../../../domain/text/slug.ts'
import { jsonType } from '../../cache/respond.ts'
import { termList } from '../../message/collection.ts'
import { jsonWithEtag } from '../../message/entity-tag.ts'
import { json, operation, slugExamples } from '../../message/operation.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { keysetPage, readWalk } from '../../message/walk.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { redirectRef } from '../redirect.ts'

const walkQuery: z.ZodType<object> = z.strictObject({})
const shape = { query: walkQuery, place: termPlace }
const capital = { category: 'Category', tag: 'Tag', author: 'Author' } as const

const described = (kind: TermKind) => ({
  many: operation({
    tag: 'Terms',
    operationId: `list${capital[kind] === 'Category' ? 'Categories' : `${capital[kind]}s`}`,
    summary: `List the ${termCollection[kind]} of published articles, sorted by slug`,
    ok: json(termList),
    also: [304, 400],
  }),
  one: operation({
    tag: 'Terms',
    operationId: `get${capital[kind]}`,
    summary: `Get ${kind === 'author' ? 'an' : 'a'} ${kind}`,
    ok: json(deliveredTerm),
    also: [304, 308, 400, 404],
  }),
})

/** Categories, tags and authors of published articles. */
export const termRoutes: FastifyPluginAsyncZod<Delivery> = async (app, { store, site, respond, changedAt }) => {
  for (const kind of termKinds) {
    const base = `/v1/${termCollection[kind]}`
    const { many, one } = described(kind)

    app.get(base, { schema: { ...many, querystring: z.strictObject({ cursor, limit }) } }, async (request, reply) => {
      const lastModified = await changedAt()
      const walk = readWalk(termCollection[kind], request.query, shape, {})
      const found = await store.terms(kind, { limit: walk.limit, from: walk.place?.slug, backwards: walk.back })
      const { page, links } = keysetPage(`${site.publicUrl}${base}`, walk, found.terms, found, ({ slug }) => ({ slug }))
      const made = jsonWithEtag({ items: found.terms.map(term => delivered(term, kind, site)), page })
      return respond(request, reply, { ...made, contentType: jsonType, groups: [listGroup], links, lastModified })
    })

    const params = z.strictObject({ slug: z.string().meta({ examples: [slugExamples[kind]] }) })
    const schema = { ...one, params, querystring: z.strictObject({}) }
    app.get(`${base}/:slug`, { schema }, async (request, reply) => {
      const from = request.params.slug
      const lastModified = await changedAt()
      const found = await lookUpTerm(store, kind, from)
      if (found.kind === 'moved') {
        const to = { publicUrl: site.publicUrl, base, from, name: found.slug }
        return redirectRef(request, reply, { ...to, groups: [listGroup] })
      }
      const made = jsonWithEtag(delivered(found.term, kind, site))
      const groups = [termGroup(kind, found.term.id)]
      return respond(request, reply, { ...made, contentType: jsonType, groups, lastModified })
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

function delivered({ id, slug, name, description, image, pageUrl, articles }: CountedTerm, kind: TermKind, site: Site) {
  const url = termUrl(site, kind, slug)
  return { id, slug, name, description, image, pageUrl, url, articleCount: articles } satisfies DeliveredTerm
}
