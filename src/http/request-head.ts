/** The header fields that an answer from memory depends on. */
export type RequestHead = {
  authorization?: string
  origin?: string
  'accept-encoding'?: string
  'if-none-match'?: string
  'if-modified-since'?: string
  'x-request-id'?: string
  'if-match'?: string
  'if-unmodified-since'?: string
  /** Whether it asks for a 304. */
  isConditional: boolean
  /** Whether it takes no other answer than the one that it names. */
  isGuarded: boolean
}

/**
 * Reads them from names and values in turn, as they were sent: Node.js's own `headers` would read them all.
 *
 * @returns undefined where one is repeated: how to join them is for Node.js to say
 */
export function readHead(raw: readonly string[]): RequestHead | undefined {
  const head: RequestHead = { isConditional: false, isGuarded: false }
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = fieldOf(raw[at] ?? '')
    if (name === undefined) continue
    if (head[name] !== undefined) return undefined
    head[name] = raw[at + 1] ?? ''
    if (name === 'if-none-match' || name === 'if-modified-since') head.isConditional = true
    if (name === 'if-match' || name === 'if-unmodified-since') head.isGuarded = true
  }
  return head
}

type Field = Exclude<keyof RequestHead, 'isConditional' | 'isGuarded'>

/** By length first: most fields are none of these. */
function fieldOf(name: string): Field | undefined {
  switch (name.length) {
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
