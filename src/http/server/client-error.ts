import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { AppError, errors } from '../../domain/error.ts'
import type { RequestIdOf } from '../message/request-id.ts'
import { commonHeaders } from '../problem/header.ts'
import { problemOf, problemType } from '../problem/problem.ts'
import { malformed, tooLong } from '../problem/target.ts'

/**
 * Milliseconds that a client has to read the response, while the server discards further bytes. Destroying a socket with
 * unread bytes resets the connection, and the client would lose the response (RFC 9112 section 9.6).
 */
const lingerMs = 500

/**
 * Answers a request that is malformed, too large or too slow with a problem, then destroys the connection: ending only
 * the server's side would leave it half open for as long as the client likes.
 */
export function clientErrorHandler(options: { publicUrl: string; urlLength: number; requestIdOf: RequestIdOf }) {
  return (thrown: ConnectionError, socket: Socket): void => {
    // More bytes after the error response; the timer below is running.
    if (socket.writableEnded && !socket.destroyed) return
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
    const linger = setTimeout(() => socket.destroy(), lingerMs)
    socket.once('close', () => clearTimeout(linger))
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
    return new AppError(
      'request-timeout',
      'The request was not complete within the time limit. Send it again on a new connection.',
    )
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    // Fastify's type is the JSON form of a Buffer; the value is a Buffer.
    const head = rawPacket instanceof Uint8Array ? Buffer.from(rawPacket) : Buffer.of()
    const isAddress = (head.toString('latin1').split('\r\n', 1)[0]?.length ?? 0) > urlLength
    return isAddress
      ? tooLong(urlLength)
      : new AppError('headers-too-large', 'The header fields exceed the size limit. Send fewer or shorter ones.')
  }
  if (code === 'HPE_INVALID_URL') return malformed('path')
  return new AppError('invalid-request', 'The message is not a valid HTTP/1.1 request (RFC 9112).')
}
