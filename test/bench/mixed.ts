import { setTimeout } from 'node:timers/promises'
import { applied, type Replica } from '../http/replica.ts'
import { fetchJson } from './answer.ts'
import type { Desk } from './desk.ts'
import type { Listeners } from './listen.ts'
import { get, load } from './load.ts'

/** One kind of client in a mixed load, while it lasts. */
export type Client = (port: number, isOver: () => boolean) => Promise<Done>

/** The number of its actions, the milliseconds of each, and the errors. */
export type Done = { count: number; times: number[]; errors: string[] }

/** Readers that each send the next request after a response, on separate connections. */
export function reading(targets: () => string, connections: number, headers: Record<string, string> = {}): Client {
  const status = 'If-None-Match' in headers ? 304 : 200
  return async (port, isOver) => {
    const times: number[] = []
    const { responses, errors } = await load({
      port,
      next: () => (isOver() ? undefined : get(targets(), headers)),
      // A 304 has no body.
      expect: status === 304 ? { status, length: 0 } : { status },
      connections,
      took: ms => times.push(ms),
    })
    return { count: responses, times, errors }
  }
}

/** An editor's system that publishes its articles repeatedly, with a short pause between two. */
export function writing(desk: Desk, articles: { from: number; count: number }, breathMs: number): Client {
  return repeated(breathMs, turn => desk.publish(articles.from + (turn % articles.count), turn))
}

/** An app with a copy of everything, begun with an address of the first page. */
export type Reader = { copy: Replica; begin: string }

export const newReader = (begin: string): Reader => ({ copy: { articles: new Map() }, begin })

/** An app that requests the changes, page by page. */
export function syncing(reader: Reader, breathMs: number): Client {
  return (port, isOver) => repeated(breathMs, () => stepOn(port, reader))(port, isOver)
}

/** One request of an app; whether there is more. */
async function stepOn(port: number, reader: Reader): Promise<boolean> {
  const { token } = reader.copy
  const path = token === undefined ? reader.begin : `/v1/sync?token=${token}`
  const page = await fetchJson(port, path, json => json as Parameters<typeof applied>[1])
  reader.copy = applied(reader.copy, page)
  return page.more
}

/** Differences between the copy of an app and the server, after all changes ended. */
export async function difference(port: number, reader: Reader): Promise<string[]> {
  const fresh = newReader(reader.begin)
  for (const one of [fresh, reader]) while (await stepOn(port, one));
  return fingerprint(fresh) === fingerprint(reader) ? [] : ['a copy is not what the server has']
}

function fingerprint({ copy }: Reader): string {
  const held = [...copy.articles.values()].map(({ id, revision }) => `${id} ${revision}`)
  return held.sort().join('\n')
}

/** Streams that no longer receive a publication, after all changes ended. */
export async function deaf(streams: Listeners, desk: Desk, article: number): Promise<string[]> {
  await setTimeout(1000)
  const before = [...streams.heard()]
  await desk.publish(article, 0)
  const isTold = await streams.when(heard => heard.every((one, index) => one > (before[index] ?? 0)), 10_000)
  const lost = streams.lost() > 0 ? [`${streams.lost()} streams ended`] : []
  return isTold ? lost : [...lost, 'not all streams received the changes']
}

function repeated(breathMs: number, once: (turn: number) => Promise<unknown>): Client {
  return async (_port, isOver) => {
    const times: number[] = []
    const errors: string[] = []
    for (let turn = 0; !isOver(); turn += 1) {
      const started = performance.now()
      try {
        await once(turn)
        times.push(performance.now() - started)
      } catch (error) {
        errors.push(error instanceof Error ? error.message : String(error))
      }
      await setTimeout(breathMs)
    }
    return { count: times.length, times, errors }
  }
}
