import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { AppError, type Fault } from '../../domain/error.ts'

/** Maximum length of a decoded path segment; also set in the router. */
export const maxSegmentLength = 1024

/** Path and query as sent, without the host of an absolute target. */
export function target(request: FastifyRequest): { path: string; query: string } {
  return split(request.originalUrl)
}

/** The path as a valid URI reference: other characters are percent-encoded, and the length is limited. */
export function instanceOf(request: FastifyRequest): string {
  const { path } = target(request)
  // Any other form is not a path, and may be a URL with another scheme.
  if (!path.startsWith('/')) return '/'
  return path
    .slice(0, 256)
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^\w\-.~!$&'()*+,;=:@/%]/g, char => encodeURIComponent(char.toWellFormed()))
    .replace(/^\/{2,}/, '/.$&')
}

/**
 * Checks that a target is not too long and is percent-encoded UTF-8, so that no later code has to.
 *
 * @param maxBytes maximum length
 */
export function targetFault(sent: string, maxBytes: number): AppError | undefined {
  const { path, query } = split(sent)
  if (sent.length > maxBytes) return tooLong(maxBytes)
  if (!path.startsWith('/') && path !== '*') return malformed('path')
  if (!isEncoded(path)) return malformed('path')
  if (!isEncoded(query)) return malformed('query')
  return path.split('/').some(part => decodeURIComponent(part).length > maxSegmentLength)
    ? tooLong(maxBytes)
    : undefined
}

/** Checks the HTTP version, the number of Host fields (RFC 9112 sections 2.3 and 3.2), and `Expect` (RFC 9110 section 10.1.1). */
export function messageFault(message: IncomingMessage): AppError | undefined {
  const { httpVersionMajor, httpVersionMinor, rawHeaders, headers } = message
  if (httpVersionMajor < 1) return new AppError('invalid-request', 'HTTP/0.9 is not supported (RFC 9112 section 2.3).')
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host')
  if (hosts.length > 1) {
    return headerFault('host', 'repeated', 'A request must have only one “Host” field (RFC 9112 section 3.2).')
  }
  // HTTP/1.0 knows neither field.
  if (httpVersionMinor === 0) return undefined
  if (hosts.length === 0) {
    return headerFault('host', 'required', 'A request must have a “Host” field (RFC 9112 section 3.2).')
  }
  if (headers.expect === undefined || /(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect)) return undefined
  return headerFault('expect', 'invalid', '“Expect” must be 100-continue. Leave it out, or send 100-continue.')
}

function headerFault(name: string, code: Fault['code'], detail: string): AppError {
  return new AppError('invalid-request', detail, { faults: [{ location: 'header', name, code, detail }] })
}

export function tooLong(maxBytes: number): AppError {
  const detail = `The maximum length is ${maxBytes} bytes for the URL and ${maxSegmentLength} characters for a path segment.`
  return new AppError('uri-too-long', detail)
}

export function malformed(part: 'path' | 'query'): AppError {
  const detail = `The ${part} must be percent-encoded UTF-8 without NUL (RFC 3986 section 2.1).`
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
