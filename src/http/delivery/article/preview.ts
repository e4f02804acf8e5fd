import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import { asBuffer } from '../../../domain/buffer.ts'
import { AppError } from '../../../domain/error.ts'
import type { Clock } from '../../../domain/instant.ts'
import type { PreviewTokenStore } from '../../../domain/store/access/preview-token-store.ts'
import { openPreview, type PreviewPass } from '../../../editorial/preview/open.ts'
import { type CacheableResponse, jsonType } from '../../cache/respond.ts'
import type { DeliveryStore, PrintWithBody } from '../delivery.ts'
import { normalizeRef } from '../redirect.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route accepts a preview token. */
    preview?: 'accepted'
  }
  interface FastifyRequest {
    /** The article that the preview token of the request opens. */
    preview: PreviewPass | undefined
  }
}

/** Describes the parameter `preview`. */
export const previewShape = {
  preview: z.string().optional().meta({
    description:
      'A preview token from `POST /v1/editorial/previews`. Returns the working copy as it would look if it were published now.',
  }),
}

/** Reads preview tokens before authentication, because a valid token replaces the key. */
export const previewPlugin = fp<{ store: Pick<PreviewTokenStore, 'previewByHash'>; clock: Clock }>(
  async (app, deps) => {
    app.decorateRequest('preview')
    app.addHook('onRequest', async request => {
      if (request.routeOptions.config.preview !== 'accepted') return
      const token: unknown = Object(request.query).preview
      if (token !== undefined) request.preview = await openPreview(String(token), deps)
    })
  },
)

/**
 * Reads the working copy as it would be published.
 *
 * @throws AppError `preview-mismatch` if the token is for another article, whether that exists or not; `article-not-found`
 */
export async function readPreview(
  ref: string,
  { articleId }: PreviewPass,
  store: Pick<DeliveryStore, 'preview'>,
): Promise<PrintWithBody> {
  const normalized = normalizeRef(ref)
  const print = (await store.preview(ref)) ?? (normalized === ref ? undefined : await store.preview(normalized))
  if (articleId !== undefined && print?.articleId !== articleId) {
    throw new AppError('preview-mismatch', 'The preview token is not valid for this article.')
  }
  if (!print) throw new AppError('article-not-found', 'No publishable article has or had this slug or id.')
  return print
}

/** Sends a response that must not be cached or indexed. */
export function sendPreview(
  reply: FastifyReply,
  made: Pick<CacheableResponse, 'body' | 'contentType' | 'language'> | { location: string; status: number },
): FastifyReply {
  reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex')
  if ('location' in made) return reply.code(made.status).header('location', made.location).send()
  if (made.language !== undefined) reply.header('content-language', made.language)
  return reply.type(made.contentType ?? jsonType).send(asBuffer(made.body))
}
