import type { IncomingMessage } from 'node:http'

/** The header fields that an answer before Fastify depends on. */
export type RequestHead = {
  authorization?: string
  origin?: string
  'accept-encoding'?: string
  'if-none-match'?: string
  'if-modified-since'?: string
  'x-request-id'?: string
  /** Whether it asks for a 304. */
  isConditional: boolean
}

/**
 * Reads them from names and values in turn, as they were sent: Node.js's own `headers` would read them all.
 *
 * @returns undefined for what is not a plain read: another method, a field that is repeated (how to join them is for
 *   Node.js to say), or one that takes no other answer than what it names
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
  return head
}

type Field = Exclude<keyof RequestHead, 'isConditional'> | 'if-match' | 'if-unmodified-since' | 'host'

/** By length first: most fields are none of these. */
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
