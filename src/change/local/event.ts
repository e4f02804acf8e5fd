import type { Tombstone } from '../../domain/article/tombstone.ts'

/**
 * What a stream tells: the JSON of an article or of a reference to one as bytes, or a tombstone; and the groups of cached
 * answers that its changes touch.
 */
export type StreamMessage = ({ article: Uint8Array } | { unavailable: Uint8Array } | { tombstone: Tombstone }) & {
  groups?: readonly string[] | undefined
}

/**
 * Messages as server-sent events (HTML Living Standard, section 9.2). Only the last one has an id: whoever is cut off
 * before it goes on from the id before, and hears of all of them again.
 */
export function events(messages: readonly StreamMessage[], token: string): Buffer {
  const chunks = messages.flatMap((message, index) => [
    ...eventOf(message),
    Buffer.from(index === messages.length - 1 ? `\nid: ${token}\n\n` : '\n\n'),
  ])
  return Buffer.concat(chunks)
}

function eventOf(message: StreamMessage): Uint8Array[] {
  const { groups } = message
  if ('tombstone' in message) {
    return [tombstoneHead, Buffer.from(JSON.stringify({ ...message.tombstone, ...(groups && { groups }) }))]
  }
  const [head, object] = 'article' in message ? [articleHead, message.article] : [unavailableHead, message.unavailable]
  if (!groups) return [head, object]
  return [head, object.subarray(0, -1), Buffer.from(`,"groups":${JSON.stringify(groups)}}`)]
}

/** How a stream begins: when to come back, and from where on it tells. */
export function streamStart(token: string, retryMs: number): Buffer {
  return Buffer.from(`retry: ${retryMs}\nid: ${token}\n\n`)
}

/** A sign of life; with a token where the log went on without anything for this reader. */
export function heartbeat(token?: string): Buffer {
  return Buffer.from(token === undefined ? ':\n\n' : `:\nid: ${token}\n\n`)
}

const articleHead = Buffer.from('event: article\ndata: ')
const unavailableHead = Buffer.from('event: unavailable\ndata: ')
const tombstoneHead = Buffer.from('event: tombstone\ndata: ')
