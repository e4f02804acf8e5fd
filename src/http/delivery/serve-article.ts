import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Tombstone } from '../../domain/article/tombstone.ts'
import { articleGroup } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import type { Found } from '../../domain/store/print-store.ts'
import { type CacheableResponse, jsonType } from '../cache/respond.ts'
import { frameOf } from './article-answer.ts'
import type { Delivery, DeliveryStore, WholePrint } from './delivery.ts'
import { miningOf } from './mining.ts'
import { gone, type MovedStatus, redirect, redirectRef, respell } from './moved.ts'
import { previewed, sendPreview } from './preview.ts'

export const articlesPath = '/v1/articles'

/** What a route makes of a delivered article: an answer, or the address it has now. */
export type Made =
  | (Pick<CacheableResponse, 'body' | 'etag'> &
      Partial<CacheableResponse> & {
        /** Whose words it carries, where not of the article asked for. */ of?: WholePrint
      })
  | { location: string }

/** How a rendition says what the API says in JSON. */
export type Manner = {
  moved?: MovedStatus
  /** The body of a 410, where the format has a word for what is gone. */
  gone?: (tombstone: Tombstone) => Pick<CacheableResponse, 'body' | 'contentType'>
}

/** Answers an address below `/v1/articles/{ref}`: what `make` says of a delivered article; for any other, where it went. */
export function articleServer({ store, site, respond }: Delivery, manner: Manner = {}) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    ref: string,
    make: (print: WholePrint) => Made | Promise<Made>,
  ): Promise<FastifyReply> => {
    if (request.preview) {
      const print = await previewed(ref, request.preview, store)
      const made = await make(print)
      reply.headers(miningOf([print], site))
      if ('location' in made) return sendPreview(reply, { ...made, status: manner.moved ?? 308 })
      return sendPreview(reply, { contentType: jsonType, language: print.language, ...made })
    }
    const found = await lookUp(store, ref)
    if (found.kind === 'gone') {
      const error = gone(reply, found.tombstone)
      if (!manner.gone) throw error
      const { body, contentType } = manner.gone(found.tombstone)
      return reply.code(410).type(contentType).send(body)
    }
    if (found.kind === 'moved') {
      const to = { publicUrl: site.publicUrl, base: articlesPath, from: ref, name: found.slug, id: found.articleId }
      const groups = [articleGroup(found.articleId)]
      return redirectRef(request, reply, { ...to, groups, status: manner.moved })
    }
    const frame = frameOf(found.print)
    const made = await make(found.print)
    reply.headers(miningOf([('of' in made && made.of) || found.print], site))
    if ('location' in made) return redirect(reply, made.location, frame.groups, manner.moved)
    return respond(request, reply, { ...frame, ...made })
  }
}

async function lookUp(store: DeliveryStore, ref: string): Promise<Found> {
  const found = await store.find(ref)
  if (found) return found
  const usual = respell(ref)
  const again = usual === ref ? undefined : await store.find(usual)
  if (!again) throw new AppError('article-not-found', 'No article has or had that slug or id.')
  return again.kind === 'print' ? { kind: 'moved', slug: again.print.slug, articleId: again.print.articleId } : again
}
