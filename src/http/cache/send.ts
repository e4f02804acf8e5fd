import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import type { Clock } from '../../domain/instant.ts'
import { holds } from '../condition.ts'
import type { Coding } from './coding.ts'
import { chooseCoding, type Entry, isKnown, lastModified } from './entry.ts'

/** Sends an entry, or 304 where the client has it. */
export type Send = (request: FastifyRequest, reply: FastifyReply, entry: Entry) => FastifyReply

export type SendTools = {
  clock: Clock
  accepted: (header: string | undefined) => readonly Coding[]
  /** Has a body of another coding made. */
  want: (entry: Entry, coding: Exclude<Coding, 'identity'>) => void
}

export function createSend({ clock, accepted, want }: SendTools): Send {
  return (request, reply, entry) => {
    const now = clock().getTime()
    if (!holds(request.headers, { lastModified: entry.modified })) throw changed()
    set(reply, entry.shared)
    if (isKnown(entry, request.headers, now)) return reply.code(304).send()
    set(reply, entry.own)
    set(reply, lastModified(entry, now))
    const codings = accepted(request.headers['accept-encoding'])
    // What was asked for once may never be asked for again.
    const coding = chooseCoding(entry, codings, better => entry.uses > 0 && want(entry, better))
    // The digest is of the bytes before they were coded; RFC 9530 wants that of the coded ones.
    if (coding !== 'identity') reply.header('content-encoding', coding).removeHeader('repr-digest')
    return reply.send(entry.bodies[coding] ?? entry.bodies.identity)
  }
}

function changed(): AppError {
  return new AppError('version-conflict', 'It is not what “If-Match” or “If-Unmodified-Since” names.')
}

function set(reply: FastifyReply, headers: readonly string[]): void {
  for (let at = 0; at + 1 < headers.length; at += 2) reply.header(headers[at] ?? '', headers[at + 1])
}
