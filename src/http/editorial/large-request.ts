import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { ArticleStore } from '../../domain/store/article-store.ts'
import { acceptJson } from '../message/json-body.ts'
import { sendAnswered } from './idempotency.ts'

/** A body of more bytes is read, checked, printed and written in a thread, so that other requests are answered meanwhile. */
export const largeBody = 50_000
/** So is any change of an article whose body has more bytes in the store. */
const largeArticle = 200_000

/** A request as a thread gets it. */
export type LargeRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: Uint8Array
  /** Where it came from. */
  address: string
}

export type LargeAnswer = { status: number; headers: Record<string, string>; body: Uint8Array }

export type LargeRequests = {
  /**
   * Answers a request in a thread.
   *
   * @throws AppError `body-too-complex`: nothing was written; `too-many-large-requests`
   */
  answer(request: LargeRequest): Promise<LargeAnswer>
  close(): Promise<void>
}

/** A body that is left to a thread. */
export class LargeBody {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** The body to leave to a thread, where it is large. */
export function largeBodyOf(body: Uint8Array): LargeBody | undefined {
  return body.length > largeBody ? new LargeBody(body) : undefined
}

type Options = {
  large: Pick<LargeRequests, 'answer'>
  jsonDepth: number
  store: Pick<ArticleStore, 'articleBytes'>
  articlePath: string
}

/** Lets threads answer the requests of this plugin's context that have a large body or change a large article. */
export const largeRequestPlugin = fp<Options>(async (app, { large, jsonDepth, store, articlePath }) => {
  acceptJson(app, jsonDepth, largeBodyOf)
  app.addHook('preValidation', async (request, reply) => {
    const { body } = request
    const id = body instanceof LargeBody ? undefined : changedArticle(request, articlePath)
    const isLarge = body instanceof LargeBody || (id !== undefined && (await store.articleBytes(id)) > largeArticle)
    if (!isLarge) return undefined
    const answer = await large.answer({
      method: request.method as LargeRequest['method'],
      url: request.originalUrl,
      headers: sent(request.headers, request.id),
      body: bytesOf(body),
      address: request.clientAddress,
    })
    return sendAnswered(reply, answer)
  })
})

/** The article that a request changes by its id. */
function changedArticle({ method, routeOptions, params }: FastifyRequest, path: string): string | undefined {
  const isChange = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  return isChange && routeOptions.url?.startsWith(path) ? String(Object(params).id) : undefined
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof LargeBody) return body.bytes
  return body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))
}

/** What of a request's headers decides its answer. */
function sent(headers: Record<string, unknown>, id: string): Record<string, string> {
  const names = ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'x-on-behalf-of']
  const given = names.flatMap(name => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []))
  return { ...(Object.fromEntries(given) as Record<string, string>), 'x-request-id': id }
}
