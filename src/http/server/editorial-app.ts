import Fastify from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { asBuffer } from '../../domain/buffer.ts'
import { AppError } from '../../domain/error.ts'
import { authPlugin, identityPlugin } from '../access/auth.ts'
import { createRefusalLog } from '../access/key-refusal.ts'
import { createArticleAt } from '../delivery/article/find-by-path.ts'
import type { AddressStore } from '../delivery/delivery.ts'
import type { Editorial } from '../editorial/editorial.ts'
import { idempotencyPlugin } from '../editorial/idempotency.ts'
import type { LargeAnswer, LargeRequest } from '../editorial/large-request.ts'
import { editorialRoutes } from '../editorial/route/routes.ts'
import { acceptJson } from '../message/json-body.ts'
import { validatorCompiler } from '../message/validate.ts'
import { maxSegmentLength } from '../problem/target.ts'
import { errorHandler } from './error-handler.ts'

type Options = Omit<Editorial, 'logRefusal' | 'sendWebhook' | 'articleAt'> & {
  store: AddressStore
  limits: { bodyBytes: number; urlLength: number }
  /** Called with each log line of an internal error. */
  onError(line: string): void
}

/** Handles one editorial request in a thread, with the same result as in the server. */
export async function answerEditorial(
  { method, url, headers, body, address }: LargeRequest,
  { limits, onError, ...editorial }: Options,
): Promise<LargeAnswer> {
  const { store, clock, site } = editorial
  const app = Fastify({
    logger: { level: 'error', stream: { write: onError } },
    genReqId: request => String(request.headers['x-request-id']),
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: maxSegmentLength },
  })
  const logRefusal = createRefusalLog(store, clock)
  app.setErrorHandler(errorHandler({ publicUrl: site.publicUrl, urlLength: limits.urlLength, logRefusal }))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  acceptJson(app, editorial.jsonDepth)
  await app.register(identityPlugin, { store, clock, addressOf: () => address })
  await app.register(authPlugin, { publicRead: true })
  await app.register(idempotencyPlugin, { store, clock })
  await app.register(editorialRoutes, {
    ...editorial,
    logRefusal,
    sendWebhook: refuseToSend,
    articleAt: createArticleAt(store, site),
  })
  const answer = await app.inject({ method, url, headers, ...(body.length > 0 && { payload: asBuffer(body) }) })
  await app.close()
  return { status: answer.statusCode, headers: kept(answer.headers), body: answer.rawPayload }
}

/** Tests of webhooks are not large requests. */
async function refuseToSend(): Promise<never> {
  throw new AppError('internal', 'a thread sends no requests')
}

/** Response headers that are not about the connection. */
function kept(headers: Record<string, unknown>): Record<string, string> {
  const okHeaders = Object.entries(headers).filter(
    ([name]) => !/^(?:connection|date|content-length|keep-alive)$/.test(name),
  )
  return Object.fromEntries(okHeaders.map(([name, value]) => [name, String(value)]))
}
