import Fastify from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { authPlugin, identityPlugin } from '../access/auth.ts'
import { createKeyRefusals } from '../access/key-refusal.ts'
import { takeJson } from '../message/json-body.ts'
import { validatorCompiler } from '../message/validate.ts'
import { longestSegment } from '../problem/target.ts'
import { errorHandler } from '../server/error-handler.ts'
import type { Editorial } from './editorial.ts'
import { idempotencyPlugin } from './idempotency.ts'
import type { LargeAnswer, LargeRequest } from './large-request.ts'
import { editorialRoutes } from './route/routes.ts'

type Options = Omit<Editorial, 'noteRefusal'> & {
  limits: { bodyBytes: number; urlLength: number }
  /** Told of defects, as lines of a log. */
  failed(line: string): void
}

/** Answers one request of the editorial API as the server does, without a server: for a thread. */
export async function answerEditorial(
  { method, url, headers, body, address }: LargeRequest,
  { limits, failed, ...editorial }: Options,
): Promise<LargeAnswer> {
  const { store, clock, site } = editorial
  const app = Fastify({
    logger: { level: 'error', stream: { write: failed } },
    genReqId: request => String(request.headers['x-request-id']),
    bodyLimit: limits.bodyBytes,
    routerOptions: { maxParamLength: longestSegment },
  })
  const noteRefusal = createKeyRefusals(store, clock)
  app.setErrorHandler(errorHandler({ publicUrl: site.publicUrl, urlLength: limits.urlLength, noteRefusal }))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  takeJson(app, editorial.jsonDepth)
  await app.register(identityPlugin, { store, clock, addressOf: () => address })
  await app.register(authPlugin, { publicRead: true })
  await app.register(idempotencyPlugin, { store, clock })
  await app.register(editorialRoutes, { ...editorial, noteRefusal })
  const answer = await app.inject({ method, url, headers, ...(body.length > 0 && { payload: Buffer.from(body) }) })
  await app.close()
  return { status: answer.statusCode, headers: kept(answer.headers), body: answer.rawPayload }
}

/** Headers of an answer that are not about the connection. */
function kept(headers: Record<string, unknown>): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => !/^(?:connection|date|content-length|keep-alive)$/.test(name))
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]))
}
