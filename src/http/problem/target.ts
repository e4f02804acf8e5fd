import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'

/** Longest part of a path, decoded; the router is told the same. */
export const longestSegment = 1024

/** Path and query of a request as they were sent, without the host that an absolute target names. */
export function target(request: FastifyRequest): { path: string; query: string } {
  return split(request.originalUrl)
}

/** The path as a URI reference whatever was sent: what may not stand in one is percent-encoded, its length bounded. */
export function instanceOf(request: FastifyRequest): string {
  const { path } = target(request)
  // A target of another form is refused: it is not a path, and may be a URL of another scheme.
  if (!path.startsWith('/')) return '/'
  return path
    .slice(0, 256)
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^\w\-.~!$&'()*+,;=:@/%]/g, char => encodeURIComponent(char.toWellFormed()))
    .replace(/^\/{2,}/, '/.$&')
}

/**
 * What is wrong with a target, if anything: too long, or not percent-encoded UTF-8. Nothing behind it has to wonder.
 *
 * @param longest in bytes
 */
export function targetFault(sent: string, longest: number): AppError | undefined {
  const { path, query } = split(sent)
  if (sent.length > longest) return tooLong(longest)
  if (!path.startsWith('/') && path !== '*') return malformed('path')
  if (!isEncoded(path)) return malformed('path')
  if (!isEncoded(query)) return malformed('query')
  return path.split('/').some(part => decodeURIComponent(part).length > longestSegment) ? tooLong(longest) : undefined
}

/** What is wrong with a message besides its target: RFC 9112 sections 2.3 and 3.2. */
export function messageFault({ httpVersionMajor, rawHeaders }: IncomingMessage): AppError | undefined {
  if (httpVersionMajor < 1) return new AppError('invalid-request', 'HTTP/0.9 is not served (RFC 9112 section 2.3).')
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host')
  if (hosts.length <= 1) return undefined
  const detail = 'A request has one “Host” field (RFC 9112 section 3.2).'
  return new AppError('invalid-request', detail, {
    faults: [{ location: 'header', name: 'host', code: 'repeated', detail }],
  })
}

export function tooLong(longest: number): AppError {
  return new AppError('uri-too-long', `An address may be ${longest} bytes long, a part of its path ${longestSegment}.`)
}

export function malformed(part: 'path' | 'query'): AppError {
  const detail = `The ${part} is not percent-encoded UTF-8 without NUL (RFC 3986 section 2.1).`
  return new AppError('invalid-request', detail, { faults: [{ location: part, code: 'invalid', detail }] })
}

function split(sent: string): { path: string; query: string } {
  const local = sent.replace(/^https?:\/\/[^/?]*/i, '')
  const mark = local.indexOf('?')
  return mark < 0 ? { path: local || '/', query: '' } : { path: local.slice(0, mark) || '/', query: local.slice(mark) }
}

function isEncoded(text: string): boolean {
  if (!/^[\x21-\x7e]*$/.test(text)) return false
  if (!text.includes('%')) return true
  if (text.includes('%00')) return false
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
