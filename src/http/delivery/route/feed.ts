import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listGroup, termGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import type { TombstoneFilter } from '../../../domain/store/log/archive-store.ts'
import { type TermKind, termCollection, termKinds } from '../../../domain/term/term.ts'
import { canonicalLanguage, languageName } from '../../../domain/text/language.ts'
import { termSlug } from '../../../domain/text/slug.ts'
import { type FeedFile, type FeedScope, feedFiles, feedUrl } from '../../../syndication/feed/feed-address.ts'
import { feeds } from '../../../syndication/formats.ts'
import { operation, slugExamples } from '../../message/operation.ts'
import { cursor, limit } from '../../message/parameter.ts'
import { target } from '../../problem/target.ts'
import type { Delivery, DeliveryStore } from '../delivery.ts'
import { jsonFeed, newsItem } from '../external-schema.ts'
import { createFeedPage, feedPageQuery } from '../list/feed-page.ts'
import { redirect, redirectRef } from '../redirect.ts'
import { lookUpTerm } from './term.ts'

const querystring = z.object({ ...feedPageQuery.shape, cursor, limit })
const names = { 'rss.xml': 'Rss', 'atom.xml': 'Atom', 'feed.json': 'Json', 'ninjs.json': 'Ninjs' } as const
const titles = { 'rss.xml': 'RSS 2.0', 'atom.xml': 'Atom', 'feed.json': 'JSON Feed 1.1', 'ninjs.json': 'ninjs 3.1' }
const answers = { 'rss.xml': z.string(), 'atom.xml': z.string(), 'feed.json': jsonFeed, 'ninjs.json': newsItem }
const description =
  'Newest publication first, or latest change first with `sort=-updatedAt`. Links to further pages lead through the whole archive. The first page of Atom and ninjs also lists recent deletions. Unknown parameters are ignored.'

/** The feeds of all articles, and of each category, tag, author and language. */
export const feedRoutes: FastifyPluginAsyncZod<Delivery> = async (app, delivery) => {
  const { store, site, respond } = delivery
  const page = createFeedPage(delivery)

  for (const file of feedFiles) {
    const format = feeds.find(({ path }) => path === `/feeds/${file}`)
    if (!format) continue
    const described = (of: string, about: string, moves: boolean) => ({
      ...operation({
        tag: 'Syndication',
        operationId: `get${of}${names[file]}Feed`,
        summary: `Feed of ${about} as ${titles[file]}`,
        description,
        ok: { [bare(format.mediaType)]: answers[file] },
        also: moves ? [301, 304, 400, 404] : [304, 400],
      }),
      querystring,
    })
    const send = async (
      request: FastifyRequest<{ Querystring: z.infer<typeof querystring> }>,
      reply: FastifyReply,
      of: { group?: string; ended?: TombstoneFilter; scope?: FeedScope; title?: string } = {},
    ) => {
      const { group, ended, scope, title } = of
      const name = group === undefined ? file : `${file} ${group}`
      const feed = { url: feedUrl(site, file, scope), name, ended, scope, title }
      const { mining, ...made } = await page(format, feed, request.query)
      reply.headers(mining)
      return respond(request, reply, made)
    }

    app.get(`/feeds/${file}`, { schema: described('', 'all articles', false) }, (request, reply) =>
      send(request, reply),
    )

    for (const kind of termKinds) {
      const base = `/feeds/${termCollection[kind]}`
      const params = z.strictObject({ slug: z.string().meta({ examples: [slugExamples[kind]] }) })
      const schema = { ...described(capital[kind], `the articles of one ${kind}`, true), params }
      app.get(`${base}/:slug/${file}`, { schema }, async (request, reply) => {
        const { slug } = request.params
        const found = (await endedTerm(store, kind, slug)) ?? (await lookUpTerm(store, kind, slug))
        if (found.kind === 'ended') {
          const { id, slug: last, name } = found.term
          const ended = { kind, slug: last }
          return send(request, reply, { group: termGroup(kind, id), ended, scope: { kind, slug: last }, title: name })
        }
        if (found.kind === 'term') {
          const { id, slug: current, name } = found.term
          const ended = { termId: id }
          return send(request, reply, {
            group: termGroup(kind, id),
            ended,
            scope: { kind, slug: current },
            title: name,
          })
        }
        const to = { publicUrl: site.publicUrl, base, from: slug, name: found.slug, groups: [listGroup] }
        return redirectRef(request, reply, { ...to, status: 301 })
      })
    }

    const params = z.strictObject({ language: z.string().meta({ examples: ['en'] }) })
    const schema = { ...described('Language', 'the articles in one language', true), params }
    app.get(`/feeds/languages/:language/${file}`, { schema }, async (request, reply) => {
      const { language } = request.params
      const slug = canonicalLanguage(language)
      if (slug === undefined) throw new AppError('term-not-found', 'This is not a valid language tag.')
      if (slug === language) {
        const scope = { kind: 'language', slug } as const
        const ended = { language: slug }
        return send(request, reply, { group: `language:${slug}`, ended, scope, title: languageName(slug) })
      }
      return redirect(reply, movedTo(file, slug, request), [listGroup], 301)
    })
  }

  function movedTo(file: FeedFile, slug: string, request: FastifyRequest): string {
    return `${feedUrl(site, file, { kind: 'language', slug })}${target(request).query}`
  }
}

/** A term by a slug that published articles had, when no published article has it any more. */
async function endedTerm(store: DeliveryStore, kind: TermKind, slug: string) {
  if (await store.term(kind, slug)) return undefined
  const normalized = termSlug(slug)
  const term = await store.tombstoneTerm(kind, slug)
  if (term) return { kind: 'ended', term } as const
  const isKnown =
    normalized !== slug && !(await store.term(kind, normalized)) && (await store.tombstoneTerm(kind, normalized))
  return isKnown ? ({ kind: 'moved', slug: normalized } as const) : undefined
}

const capital: Record<TermKind, string> = { category: 'Category', tag: 'Tag', author: 'Author' }

/** Media type without parameters. */
function bare(mediaType: string): string {
  return mediaType.split(';')[0] ?? mediaType
}
