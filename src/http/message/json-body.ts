import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../domain/error.ts'
import { legibleJson } from '../../domain/text/json.ts'

/**
 * Takes JSON bodies, and no other media type: depth bounded before a parser recurses into it.
 *
 * @param unparsed what stands for a body that is not to be parsed here, if it is one
 */
export function takeJson(
  app: FastifyInstance,
  deepest: number,
  unparsed: (body: Buffer) => object | undefined = () => undefined,
): void {
  app.removeAllContentTypeParsers()
  const json = /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i
  const parse = async (request: FastifyRequest, body: Buffer) => {
    demandUncoded(request)
    return unparsed(body) ?? parseJson(body, deepest)
  }
  app.addContentTypeParser<Buffer>(json, { parseAs: 'buffer' }, parse)
}

/** @throws AppError `unsupported-media-type` for a body that is compressed */
export function demandUncoded({ headers }: FastifyRequest): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity') return
  throw new AppError(
    'unsupported-media-type',
    'A body that is compressed is not taken: send it without “Content-Encoding”.',
  )
}

/**
 * Parses JSON; texts and names in it are made `legible`, so that no other part has to.
 *
 * @param deepest levels of arrays and objects that may be open at once
 * @param name of what is parsed, at the beginning of a sentence
 * @throws AppError `malformed-body`
 */
export function parseJson(body: Uint8Array, deepest: number, name = 'The body'): unknown {
  if (depth(body) > deepest) throw new AppError('malformed-body', `${name} nests deeper than ${deepest} levels.`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const value: unknown = JSON.parse(text)
    return mayBeIllegible.test(text) ? legibleJson(value) : value
  } catch (cause) {
    throw new AppError('malformed-body', `${name} is not JSON in UTF-8 (RFC 8259).`, { cause })
  }
}

/** Escapes other than of quotes and backslashes, and characters that `legible` removes. Most bodies have none. */
const mayBeIllegible = /\\[bfru]|[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/v

function depth(json: Uint8Array): number {
  let open = 0
  let most = 0
  let inString = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (inString) {
      if (byte === backslash) at += 1
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === brace || byte === bracket) most = Math.max(most, ++open)
    else if (byte === braceEnd || byte === bracketEnd) open -= 1
  }
  return most
}

const [quote, backslash, brace, braceEnd, bracket, bracketEnd] = Buffer.from('"\\{}[]')
