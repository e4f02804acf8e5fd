import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

export type StreamEvent = { event?: string; data?: unknown; id?: string; retry?: number; comment?: true }

export type EventSource = {
  status: number
  headers: IncomingMessage['headers']
  /** The next block of any kind; undefined at the end. */
  next(): Promise<StreamEvent | undefined>
  /** The next `count` blocks with an event. */
  take(count: number): Promise<StreamEvent[]>
  /** The whole text of an answer that is not a stream. */
  text(): Promise<string>
  /** Stops reading, so that the server has to buffer. */
  pause(): void
  close(): void
}

/** Reads server-sent events over a new connection. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<EventSource> {
  const asked = request(url, { agent: false, headers }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.setEncoding('utf8')
  // If the server cuts the connection, the stream ends normally.
  response.on('error', () => undefined)
  const blocks = blocksOf(response)
  const next = async () => (await blocks.next()).value ?? undefined
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next,
    async take(count) {
      const found: StreamEvent[] = []
      while (found.length < count) {
        const block = await next()
        if (!block) throw new Error(`the stream ended after ${found.length} events`)
        if (block.event) found.push(block)
      }
      return found
    },
    async text() {
      return (await response.toArray()).join('')
    },
    pause: () => void response.pause(),
    close: () => void response.destroy(),
  }
}

async function* blocksOf(response: IncomingMessage): AsyncGenerator<StreamEvent, undefined> {
  let text = ''
  try {
    for await (const chunk of response) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) yield blockOf(block)
    }
  } catch {
    return undefined
  }
  return undefined
}

function blockOf(text: string): StreamEvent {
  const found: StreamEvent = {}
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
    if (name === '') found.comment = true
    if (name === 'event' || name === 'id') found[name] = value
    if (name === 'data') found.data = JSON.parse(value)
    if (name === 'retry') found.retry = Number(value)
  }
  return found
}
