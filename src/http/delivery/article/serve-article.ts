import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tombstone } from '../../../domain/article/tombstone.ts'
import { articleGroup } from '../../../domain/change.ts'
import { AppError } from '../../../domain/error.ts'
import type { Found } from '../../../domain/store/print-store.ts'
import { type CacheableResponse, jsonType } from '../../cache/respond.ts'
import type { Delivery, DeliveryStore, PrintWithBody } from '../delivery.ts'
import { miningHeaders } from '../mining.ts'
import { goneError, normalizeRef, type RedirectStatus, redirect, redirectRef } from '../redirect.ts'
import { baseResponse } from './article-response.ts'
import { readPreview, sendPreview } from './preview.ts'

export const articlesPath = '/v1/articles'

/** The result of a route for a published article: a response, or a URL to redirect to. */
export type ArticleResponse =
  | (Pick<CacheableResponse, 'body' | 'etag'> &
      Partial<CacheableResponse> & {
        /** The article in the response, if it is another one. */ of?: PrintWithBody
      })
  | { location: string }

/** How a rendition differs from the JSON API. */
export type RenditionOptions = {
  moved?: RedirectStatus
  /** The body of a 410, if the format defines one. */
  gone?: (tombstone: Tombstone) => Pick<CacheableResponse, 'body' | 'contentType'>
}

/**
 * Serves a path below `/v1/articles/{ref}`. A published article is passed to `make`; a former slug redirects; a removed
 * article is a 410.
 */
export function createServeArticle({ store, site, respond }: Delivery, options: RenditionOptions = {}) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    ref: string,
    make: (print: PrintWithBody) => ArticleResponse | Promise<ArticleResponse>,
  ): Promise<FastifyReply> => {
    if (request.preview) {
      const print = await readPreview(ref, request.preview, store)
      const made = await make(print)
      reply.headers(miningHeaders([print], site))
      if ('location' in made) return sendPreview(reply, { ...made, status: options.moved ?? 308 })
      return sendPreview(reply, { contentType: jsonType, language: print.language, ...made })
    }
    const found = await lookUp(store, ref)
    if (found.kind === 'gone') {
      const error = goneError(reply, found.tombstone)
      if (!options.gone) throw error
      const { body, contentType } = options.gone(found.tombstone)
      return reply.code(410).type(contentType).send(body)
    }
    if (found.kind === 'moved') {
      const to = { publicUrl: site.publicUrl, base: articlesPath, from: ref, name: found.slug, id: found.articleId }
      const groups = [articleGroup(found.articleId)]
      return redirectRef(request, reply, { ...to, groups, status: options.moved })
    }
    const frame = baseResponse(found.print)
    const made = await make(found.print)
    reply.headers(miningHeaders([('of' in made && made.of) || found.print], site))
    if ('location' in made) return redirect(reply, made.location, frame.groups, options.moved)
    return respond(request, reply, { ...frame, ...made })
  }
}

async function lookUp(store: DeliveryStore, ref: string): Promise<Found> {
  const found = await store.find(ref)
  if (found) return found
  const normalized = normalizeRef(ref)
  const again = normalized === ref ? undefined : await store.find(normalized)
  if (!again) throw new AppError('article-not-found', 'No article has or had that slug or id.')
  return again.kind === 'print' ? { kind: 'moved', slug: again.print.slug, articleId: again.print.articleId } : again
}
