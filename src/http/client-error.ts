import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { AppError, errors } from '../domain/error.ts'
import { commonHeaders } from './header.ts'
import { problemOf, problemType } from './problem.ts'
import type { RequestIdOf } from './request-id.ts'
import { malformed, tooLong } from './target.ts'

/** Answers what is no HTTP request, too large a head or too slow in a problem too, then closes the connection. */
export function clientErrorHandler(options: { publicUrl: string; urlLength: number; requestIdOf: RequestIdOf }) {
  return (thrown: ConnectionError, socket: Socket): void => {
    if (thrown.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
    const error = refusal(thrown, options.urlLength)
    const requestId = options.requestIdOf()
    const body = JSON.stringify(problemOf(error, { publicUrl: options.publicUrl, instance: '/', requestId }))
    const { status } = errors[error.code]
    const head = {
      ...commonHeaders,
      'cache-control': 'no-store',
      connection: 'close',
      'content-length': Buffer.byteLength(body),
      'content-type': problemType,
      'x-request-id': requestId,
    }
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Bad Request'}\r\n${lines.join('')}\r\n${body}`)
  }
}

const reasons: Record<number, string> = {
  408: 'Request Timeout',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
}

function refusal({ code, rawPacket }: ConnectionError, urlLength: number): AppError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('request-timeout', 'The request did not arrive whole in the time allowed.')
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    // Fastify declares a Buffer as its JSON form; it is a Buffer.
    const head = rawPacket instanceof Uint8Array ? Buffer.from(rawPacket) : Buffer.of()
    const isAddress = (head.toString('latin1').split('\r\n', 1)[0]?.length ?? 0) > urlLength
    return isAddress
      ? tooLong(urlLength)
      : new AppError('headers-too-large', 'The header fields are larger than allowed.')
  }
  if (code === 'HPE_INVALID_URL') return malformed('path')
  return new AppError('invalid-request', 'This is not a request that HTTP/1.1 knows (RFC 9112).')
}
