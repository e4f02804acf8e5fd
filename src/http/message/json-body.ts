import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import { legibleJson } from '../../domain/text/json.ts'

/**
 * Accepts JSON bodies and no other media type. The nesting depth is checked before the parser recurses.
 *
 * @param deferred returns a placeholder for a body that is parsed elsewhere
 */
export function acceptJson(
  app: FastifyInstance,
  maxDepth: number,
  deferred: (body: Buffer) => object | undefined = () => undefined,
): void {
  app.removeAllContentTypeParsers()
  const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i
  const parse = async (request: FastifyRequest, body: Buffer) => {
    requireUncompressed(request)
    return deferred(body) ?? parseJson(body, maxDepth)
  }
  app.addContentTypeParser<Buffer>(json, { parseAs: 'buffer' }, parse)
}

/** @throws AppError `unsupported-media-type` for a compressed body */
export function requireUncompressed({ headers }: FastifyRequest): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity') return
  throw new AppError(
    'unsupported-media-type',
    'Compressed bodies are not supported. Send the body without “Content-Encoding”.',
  )
}

/**
 * Parses JSON and makes all strings and names `legible`.
 *
 * @param maxDepth maximum nesting of arrays and objects
 * @param name subject of the error text
 * @throws AppError `malformed-body`
 */
export function parseJson(body: Uint8Array, maxDepth: number, name = 'The body'): unknown {
  if (depth(body) > maxDepth)
    throw new AppError('malformed-body', `${name} is nested more than ${maxDepth} levels deep.`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const value: unknown = JSON.parse(text)
    return mayBeIllegible.test(text) ? legibleJson(value) : value
  } catch (cause) {
    throw new AppError('malformed-body', `${name} is not valid JSON in UTF-8 (RFC 8259).`, { cause })
  }
}

/** Escapes except of quotes and backslashes, and characters that `legible` removes. Most bodies have none. */
const mayBeIllegible = /\\[bfru]|[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/v

function depth(json: Uint8Array): number {
  let open = 0
  let max = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === brace || byte === bracket) max = Math.max(max, ++open)
    else if (byte === braceEnd || byte === bracketEnd) open -= 1
  }
  return max
}

const [quote, backslash, brace, braceEnd, bracket, bracketEnd] = Buffer.from('"\\{}[]')
