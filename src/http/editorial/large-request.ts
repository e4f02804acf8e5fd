import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { ArticleStore } from '../../domain/store/article/article-store.ts'
import { acceptJson } from '../message/json-body.ts'
import { sendStoredResponse } from './idempotency.ts'

/** Bytes. A thread handles requests with larger bodies, so that they do not block other requests. */
export const maxInlineBody = 50_000
/** Bytes. A thread also handles every change of an article that is larger in the store. */
const maxInlineArticle = 200_000

/** A request in the form that is sent to a thread. */
export type LargeRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: Uint8Array
  /** Address of the client. */
  address: string
}

export type LargeAnswer = { status: number; headers: Record<string, string>; body: Uint8Array }

export type LargeRequests = {
  /**
   * Handles a request in a thread.
   *
   * @throws AppError `body-too-complex`: nothing was written; `too-many-large-requests`
   */
  answer(request: LargeRequest): Promise<LargeAnswer>
  close(): Promise<void>
}

/** A body that a thread will parse. */
export class LargeBody {
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** Defers a large body to a thread. */
export function largeBodyOf(body: Uint8Array): LargeBody | undefined {
  return body.length > maxInlineBody ? new LargeBody(body) : undefined
}

type Options = {
  large: Pick<LargeRequests, 'answer'>
  jsonDepth: number
  store: Pick<ArticleStore, 'articleBytes'>
  articlePath: string
}

/** Sends requests of its context to threads if they have a large body or change a large article. */
export const largeRequestPlugin = fp<Options>(async (app, { large, jsonDepth, store, articlePath }) => {
  acceptJson(app, jsonDepth, largeBodyOf)
  app.addHook('preValidation', async (request, reply) => {
    const { body } = request
    const id = body instanceof LargeBody ? undefined : changedArticle(request, articlePath)
    const isLarge = body instanceof LargeBody || (id !== undefined && (await store.articleBytes(id)) > maxInlineArticle)
    if (!isLarge) return undefined
    const answer = await large.answer({
      method: request.method as LargeRequest['method'],
      url: request.originalUrl,
      headers: sent(request.headers, request.id),
      body: bytesOf(body),
      address: request.clientAddress,
    })
    return sendStoredResponse(reply, answer)
  })
})

/** The id of the article that a request changes. */
function changedArticle({ method, routeOptions, params }: FastifyRequest, path: string): string | undefined {
  const isChange = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  return isChange && routeOptions.url?.startsWith(path) ? String(Object(params).id) : undefined
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof LargeBody) return body.bytes
  return body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))
}

/** The headers that a thread needs. */
function sent(headers: Record<string, unknown>, id: string): Record<string, string> {
  const names = ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'x-on-behalf-of']
  const given = names.flatMap(name => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []))
  return { ...(Object.fromEntries(given) as Record<string, string>), 'x-request-id': id }
}
