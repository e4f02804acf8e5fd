import type { IncomingMessage } from 'node:http'

/** The header fields that the fast path needs. */
export type RequestHead = {
  authorization?: string
  origin?: string
  'accept-encoding'?: string
  'if-none-match'?: string
  'if-modified-since'?: string
  'x-request-id'?: string
  /** Whether it has `If-None-Match` or `If-Modified-Since`. */
  isConditional: boolean
}

/**
 * Reads the fields from `rawHeaders`: the `headers` of Node.js would parse all of them.
 *
 * @returns undefined if Fastify must handle the request: another method, a repeated field, or a precondition such as
 *   `If-Match`
 */
export function readHead({ method, httpVersionMajor, rawHeaders: raw }: IncomingMessage): RequestHead | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || httpVersionMajor < 1) return undefined
  const head: RequestHead = { isConditional: false }
  let hosts = 0
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = fieldOf(raw[at] ?? '')
    if (name === undefined) continue
    if (name === 'host') {
      hosts += 1
      if (hosts > 1) return undefined
      continue
    }
    if (name === 'if-match' || name === 'if-unmodified-since' || head[name] !== undefined) return undefined
    head[name] = raw[at + 1] ?? ''
    if (name === 'if-none-match' || name === 'if-modified-since') head.isConditional = true
  }
  // Fastify's hooks answer a request without Host.
  return hosts === 1 ? head : undefined
}

type Field = Exclude<keyof RequestHead, 'isConditional'> | 'if-match' | 'if-unmodified-since' | 'host'

/** Compares by length first: most fields are none of these. */
function fieldOf(name: string): Field | undefined {
  switch (name.length) {
    case 4:
      return same(name, 'host')
    case 6:
      return same(name, 'origin')
    case 8:
      return same(name, 'if-match')
    case 12:
      return same(name, 'x-request-id')
    case 13:
      return same(name, 'if-none-match') ?? same(name, 'authorization')
    case 15:
      return same(name, 'accept-encoding')
    case 17:
      return same(name, 'if-modified-since')
    case 19:
      return same(name, 'if-unmodified-since')
    default:
      return undefined
  }
}

function same<Name extends Field>(name: string, field: Name): Name | undefined {
  return name === field || name.toLowerCase() === field ? field : undefined
}
