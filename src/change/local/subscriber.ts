import type { Change } from '../../domain/change.ts'
import type { Copy, Extent } from '../../domain/store/log/sync-store.ts'
import { type DeliveryState, lastRowsFor, type Message, messageFor, type SyncFilter } from '../../domain/sync/sync.ts'
import { encodeToken, isOutdated, type LogPosition, positionOf, type SyncState } from '../../domain/sync/token.ts'
import { events, heartbeat } from './event.ts'
import type { Sink } from './sink.ts'
import type { SyncSource } from './sync.ts'
import { resolveFilter, type SyncQuery } from './sync-filter.ts'

/** Format of the articles of a query. */
export type SyncFormat<Query> = {
  extent(query: Query): Extent['of']
  /** Does slow preparations for articles, such as rendering, and returns their serializer. */
  prepareSerializer(copies: readonly Copy[], query: Query): Promise<ArticleSerializer>
  /** A serializer without preparations. */
  serializer(query: Query): ArticleSerializer
}

/** Serializes an article as one line of JSON. */
export type ArticleSerializer = (copy: Copy) => Uint8Array

/** The live subscribers: readers at the same position of the log, which receive every further change together. */
export type Subscribers<Query> = {
  /** Their position in the log. */
  position(): LogPosition
  /** Sets the position before the first subscriber is added. */
  startAt(position: LogPosition): void
  /** Adds a reader that has received the log up to `position()`. */
  add(sink: Sink, state: SyncState<Query>, filter: SyncFilter): void
  remove(sink: Sink): void
  /** Sends the next rows to all subscribers. */
  send(rows: readonly Change[]): Promise<void>
  sendHeartbeat(): void
}

/** Subscribers with equal parameters: each message is serialized once for all of them. */
type Group<Query> = { state: SyncState<Query>; filter: SyncFilter; sinks: Set<Sink>; sentUpTo: number }

/** @param bufferBytes that may be buffered for a reader; one that is further behind is disconnected */
export function createSubscribers<Query extends SyncQuery>(
  store: SyncSource,
  format: SyncFormat<Query>,
  bufferBytes: number,
): Subscribers<Query> {
  const groups = new Map<string, Group<Query>>()
  const groupOf = new Map<Sink, Group<Query>>()
  let position: LogPosition = { seq: 0, mark: '' }

  function sendAll(group: Group<Query>, chunk: Uint8Array): void {
    group.sentUpTo = position.seq
    for (const sink of group.sinks) {
      if (sink.waiting() > bufferBytes) sink.cut()
      else sink.write(chunk)
    }
  }

  function end(group: Group<Query>): void {
    for (const sink of group.sinks) sink.end()
    groups.delete(keyOf(group.state))
  }

  /** Ends the streams of a group whose slugs mean other terms now. The clients get the reason when they reconnect. */
  async function refresh(group: Group<Query>): Promise<void> {
    try {
      group.filter = await resolveFilter(store, group.state)
    } catch (error) {
      if (!isOutdated(error)) throw error
      end(group)
    }
  }

  return {
    position: () => position,
    startAt(at) {
      position = at
    },
    add(sink, state, filter) {
      const key = keyOf(state)
      const group = groups.get(key) ?? { state, filter, sinks: new Set(), sentUpTo: position.seq }
      groups.set(key, group)
      groupOf.set(sink, group)
      group.sinks.add(sink)
    },
    remove(sink) {
      const group = groupOf.get(sink)
      if (!group) return
      groupOf.delete(sink)
      group.sinks.delete(sink)
      if (group.sinks.size === 0 && groups.get(keyOf(group.state)) === group) groups.delete(keyOf(group.state))
    },
    async send(rows) {
      // The clients learn when they reconnect that they must start again.
      if (rows.some(row => row.isDamaged)) for (const group of groups.values()) end(group)
      for (const group of groups.values()) await refresh(group)
      const ids = [...new Set(rows.map(row => row.articleId))]
      const extent = { of: 'body', bytes: Number.POSITIVE_INFINITY } as const
      const found = groups.size > 0 ? await store.deliveryStates(ids, extent) : []
      const states = new Map(ids.map((id, at) => [id, found[at]]))
      const copies = found.flatMap(one => (one && 'copy' in one ? one.copy : []))
      const articles = new Map<Group<Query>, ArticleSerializer>()
      for (const group of [...groups.values()])
        articles.set(group, await format.prepareSerializer(copies, group.state.query))
      // No await from here on: a reader is added either before all of this or after it.
      const last = rows.at(-1)
      if (last) position = positionOf(last)
      for (const group of groups.values()) {
        const messages = messagesOf(rows, group.filter, states, position.seq)
        if (messages.length === 0) continue
        const article = articles.get(group) ?? format.serializer(group.state.query)
        sendAll(group, eventsOf(messages, { ...group.state, place: { log: position } }, article))
      }
    },
    sendHeartbeat() {
      for (const group of groups.values()) {
        const isBehind = group.sentUpTo !== position.seq
        sendAll(group, heartbeat(isBehind ? encodeToken({ ...group.state, place: { log: position } }) : undefined))
      }
    },
  }
}

/** Messages as events; the last event has the token of the state. */
export function eventsOf<Query extends SyncQuery>(
  messages: readonly Message<Copy>[],
  state: SyncState<Query>,
  article: ArticleSerializer,
): Buffer {
  const serialized = messages.map(({ groups, ...one }) => {
    if (!('article' in one)) return { ...one, groups }
    const bytes = article(one.article)
    return 'isDamaged' in one.article ? { unavailable: bytes, groups } : { article: bytes, groups }
  })
  return events(serialized, encodeToken(state))
}

function messagesOf(
  rows: readonly Change[],
  filter: SyncFilter,
  states: ReadonlyMap<string, DeliveryState<Copy>>,
  end: number,
): Message<Copy>[] {
  return lastRowsFor(rows, filter)
    .map(row => messageFor(row, states.get(row.articleId), filter, { end, ahead: 'now' }))
    .filter(message => message !== 'later')
}

function keyOf<Query>({ query, meaning }: SyncState<Query>): string {
  return JSON.stringify([query, meaning])
}
