import type { FastifyReply, FastifyRequest } from 'fastify'
import { isNotModified } from './condition.ts'

/** An `onSend` hook that answers 304 when `If-None-Match` has the entity tag of the response (RFC 9110 section 13.1.2). */
export async function answerNotModified(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const etag = reply.getHeader('etag')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || reply.statusCode !== 200 || typeof etag !== 'string') return payload
  if (!isNotModified({ 'if-none-match': request.headers['if-none-match'] }, { etag, now: 0 })) return payload
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return ''
}
