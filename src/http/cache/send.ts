import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import { isSatisfied } from '../message/condition.ts'
import type { Coding } from './coding.ts'
import type { Encode } from './encode.ts'
import { type Entry, isUnchanged, lastModifiedHeader } from './entry.ts'

/** Sends an entry, or 304 when the client has it already. It may wait for compression. */
export type Send = (request: FastifyRequest, reply: FastifyReply, entry: Entry) => FastifyReply

export type SendTools = {
  clock: Clock
  encode: Encode
}

export function createSend({ clock, encode }: SendTools): Send {
  return (request, reply, entry) => {
    const now = clock().getTime()
    if (!isSatisfied(request.headers, { lastModified: entry.modified })) throw preconditionFailed()
    set(reply, entry.sharedHeaders)
    if (isUnchanged(entry, request.headers, now)) return reply.code(304).send()
    set(reply, entry.okHeaders)
    set(reply, lastModifiedHeader(entry, now))
    const coding = encode(entry, request.headers['accept-encoding'])
    if (typeof coding === 'string') return sendCoded(reply, entry, coding)
    void coding.then(compressed => sendCoded(reply, entry, compressed))
    // A returned reply tells Fastify that it is sent later.
    return reply
  }
}

function sendCoded(reply: FastifyReply, entry: Entry, coding: Coding): FastifyReply {
  // The digest covers the uncompressed bytes; RFC 9530 requires that of the compressed ones.
  if (coding !== 'identity') reply.header('content-encoding', coding).removeHeader('repr-digest')
  return reply.send(entry.bodies[coding] ?? entry.bodies.identity)
}

function preconditionFailed(): AppError {
  return new AppError('version-conflict', 'The resource does not match “If-Match” or “If-Unmodified-Since”.')
}

function set(reply: FastifyReply, headers: readonly string[]): void {
  for (let at = 0; at + 1 < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
}
