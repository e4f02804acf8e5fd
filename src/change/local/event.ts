import type { Tombstone } from '../../domain/article/tombstone.ts'

/** A message of a stream: the JSON of an article or article reference, or a tombstone; with the affected cache groups. */
export type StreamMessage = ({ article: Uint8Array } | { unavailable: Uint8Array } | { tombstone: Tombstone }) & {
  groups?: readonly string[] | undefined
}

/**
 * Messages as server-sent events (HTML Living Standard, section 9.2). Only the last one has an id: a reader
 * that is disconnected before it resumes from the previous id and receives all of them again.
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

/** First event of a stream: the reconnection time, and the position where it starts. */
export function streamStart(token: string, retryMs: number): Buffer {
  return Buffer.from(`retry: ${retryMs}\nid: ${token}\n\n`)
}

/** A heartbeat; with a token if the log advanced without a message for this reader. */
export function heartbeat(token?: string): Buffer {
  return Buffer.from(token === undefined ? ':\n\n' : `:\nid: ${token}\n\n`)
}

const articleHead = Buffer.from('event: article\ndata: ')
const unavailableHead = Buffer.from('event: unavailable\ndata: ')
const tombstoneHead = Buffer.from('event: tombstone\ndata: ')
