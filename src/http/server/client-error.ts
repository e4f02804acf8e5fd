import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { AppError, errors } from '../../domain/error.ts'
import type { RequestIdOf } from '../message/request-id.ts'
import { commonHeaders } from '../problem/header.ts'
import { problemOf, problemType } from '../problem/problem.ts'
import { malformed, tooLong } from '../problem/target.ts'

/**
 * Milliseconds that a client has to read the answer, while its further bytes are discarded. A socket that is destroyed
 * with unread bytes in it is reset, and the client would lose the answer with it (RFC 9112 section 9.6).
 */
const lingerMs = 500

/**
 * Answers a request that is not HTTP, too large or too slow with a problem, then destroys the connection: closing only the
 * own side would leave it half open for as long as the client likes.
 */
export function clientErrorHandler(options: { publicUrl: string; urlLength: number; requestIdOf: RequestIdOf }) {
  return (thrown: ConnectionError, socket: Socket): void => {
    // Bytes that follow an answered error; the timer below is running.
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
