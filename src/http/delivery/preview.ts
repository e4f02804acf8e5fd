import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import type { PreviewTokenStore } from '../../domain/store/preview-token-store.ts'
import { openPreview, type PreviewPass } from '../../editorial/preview.ts'
import { type CacheableResponse, jsonType } from '../cache/respond.ts'
import type { DeliveryStore, WholePrint } from './delivery.ts'
import { respell } from './moved.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether `preview` opens working copies here. */
    preview?: 'taken'
  }
  interface FastifyRequest {
    /** What the request's preview token opens. */
    preview: PreviewPass | undefined
  }
}

/** `preview` in the description of a route. */
export const previewShape = {
  preview: z.string().optional().meta({
    description: 'A token of `POST /v1/editorial/previews`: answers what publishing the working copy now would show.',
  }),
}

/** Reads preview tokens, before keys are asked for: whoever has one needs no key. */
export const previewPlugin = fp<{ store: Pick<PreviewTokenStore, 'previewByHash'>; clock: Clock }>(
  async (app, deps) => {
    app.decorateRequest('preview')
    app.addHook('onRequest', async request => {
      if (request.routeOptions.config.preview !== 'taken') return
      const token: unknown = Object(request.query).preview
      if (token !== undefined) request.preview = await openPreview(String(token), deps)
    })
  },
)

/**
 * The working copy that a token opens, as it would be delivered.
 *
 * @throws AppError `preview-mismatch` for any other than the token's own, there or not; `article-not-found`
 */
export async function previewed(
  ref: string,
  { articleId }: PreviewPass,
  store: Pick<DeliveryStore, 'preview'>,
): Promise<WholePrint> {
  const usual = respell(ref)
  const print = (await store.preview(ref)) ?? (usual === ref ? undefined : await store.preview(usual))
  if (articleId !== undefined && print?.articleId !== articleId) {
    throw new AppError('preview-mismatch', 'The preview token does not open this article.')
  }
  if (!print) throw new AppError('article-not-found', 'No article that can be published has or had that slug or id.')
  return print
}

/** Sends an answer that nobody may keep, find or revalidate. */
export function sendPreview(
  reply: FastifyReply,
  made: Pick<CacheableResponse, 'body' | 'contentType' | 'language'> | { location: string; status: number },
): FastifyReply {
  reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex')
  if ('location' in made) return reply.code(made.status).header('location', made.location).send()
  if (made.language !== undefined) reply.header('content-language', made.language)
  return reply.type(made.contentType ?? jsonType).send(Buffer.from(made.body))
}
