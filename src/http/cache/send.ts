import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import { holds } from '../message/condition.ts'
import type { Coding } from './coding.ts'
import type { Encode } from './encode.ts'
import { type Entry, isKnown, lastModified } from './entry.ts'

/** Sends an entry, or 304 where the client has it. It may be sent a little later, when it is compressed. */
export type Send = (request: FastifyRequest, reply: FastifyReply, entry: Entry) => FastifyReply

export type SendTools = {
  clock: Clock
  encode: Encode
}

export function createSend({ clock, encode }: SendTools): Send {
  return (request, reply, entry) => {
    const now = clock().getTime()
    if (!holds(request.headers, { lastModified: entry.modified })) throw changed()
    set(reply, entry.shared)
    if (isKnown(entry, request.headers, now)) return reply.code(304).send()
    set(reply, entry.own)
    set(reply, lastModified(entry, now))
    const coding = encode(entry, request.headers['accept-encoding'])
    if (typeof coding === 'string') return sendCoded(reply, entry, coding)
    void coding.then(made => sendCoded(reply, entry, made))
    // Fastify waits until it is sent.
    return reply
  }
}

function sendCoded(reply: FastifyReply, entry: Entry, coding: Coding): FastifyReply {
  // The digest is of the bytes before they were coded; RFC 9530 wants that of the coded ones.
  if (coding !== 'identity') reply.header('content-encoding', coding).removeHeader('repr-digest')
  return reply.send(entry.bodies[coding] ?? entry.bodies.identity)
}

function changed(): AppError {
  return new AppError('version-conflict', 'It is not what “If-Match” or “If-Unmodified-Since” names.')
}

function set(reply: FastifyReply, headers: readonly string[]): void {
  for (let at = 0; at + 1 < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
}
