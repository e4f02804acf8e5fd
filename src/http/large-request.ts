import fp from 'fastify-plugin'
import { sendAnswered } from './idempotency.ts'
import { takeJson } from './json-body.ts'

/** A body of more bytes is read, checked, printed and written in a thread, so that other requests are answered meanwhile. */
export const largeBody = 50_000

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

type Options = { large: Pick<LargeRequests, 'answer'>; jsonDepth: number }

/** Lets threads answer the requests of this plugin's context that have a large body. */
export const largeRequestPlugin = fp<Options>(async (app, { large, jsonDepth }) => {
  takeJson(app, jsonDepth, largeBodyOf)
  app.addHook('preValidation', async (request, reply) => {
    const { body } = request
    if (!(body instanceof LargeBody)) return undefined
    const answer = await large.answer({
      method: request.method as LargeRequest['method'],
      url: request.originalUrl,
      headers: sent(request.headers, request.id),
      body: body.bytes,
      address: request.clientAddress,
    })
    return sendAnswered(reply, answer)
  })
})

/** What of a request's headers decides its answer. */
function sent(headers: Record<string, unknown>, id: string): Record<string, string> {
  const names = ['authorization', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'x-on-behalf-of']
  const given = names.flatMap(name => (typeof headers[name] === 'string' ? [[name, headers[name]]] : []))
  return { ...(Object.fromEntries(given) as Record<string, string>), 'x-request-id': id }
}
