import type { Change } from '../../domain/change.ts'
import type { Copy, Extent } from '../../domain/store/sync-store.ts'
import { concerned, type Message, type Standing, type SyncFilter, tell } from '../../domain/sync/sync.ts'
import { encodeToken, isOutdated, type LogPosition, positionOf, type SyncState } from '../../domain/sync/token.ts'
import { events, heartbeat } from './event.ts'
import type { Sink } from './sink.ts'
import { resolveFilter, type SyncQuery, type SyncSource } from './sync.ts'

/** How a query wants articles. */
export type Form<Query> = {
  extent(query: Query): Extent['of']
  /** Does what takes long for articles that a query is about to be told of. What it returns shapes them. */
  prepare(copies: readonly Copy[], query: Query): Promise<Article>
  /** The same without a preparation. */
  atOnce(query: Query): Article
}

/** An article as JSON, on one line. */
export type Article = (copy: Copy) => Uint8Array

/** All readers of the stream that know the log up to the same row, and are told of every further one together. */
export type Audience<Query> = {
  /** The row up to which all of them know the log. */
  position(): LogPosition
  /** Sets the row where an audience that is empty begins. */
  begin(position: LogPosition): void
  /** Takes in a reader who knows the log up to `position()`. */
  join(sink: Sink, state: SyncState<Query>, filter: SyncFilter): void
  leave(sink: Sink): void
  /** Tells everyone what the next rows mean for them. */
  tell(rows: readonly Change[]): Promise<void>
  /** Sends a sign of life. */
  beat(): void
}

/** Readers of equal parameters: each message is made once for all of them. */
type Group<Query> = { state: SyncState<Query>; filter: SyncFilter; sinks: Set<Sink>; toldOf: number }

/** @param bufferBytes that may wait for a reader when more is to be sent; then it is cut off */
export function createAudience<Query extends SyncQuery>(
  store: SyncSource,
  form: Form<Query>,
  bufferBytes: number,
): Audience<Query> {
  const groups = new Map<string, Group<Query>>()
  const groupOf = new Map<Sink, Group<Query>>()
  let position: LogPosition = { seq: 0, mark: '' }

  function sendAll(group: Group<Query>, chunk: Uint8Array): void {
    group.toldOf = position.seq
    for (const sink of group.sinks) {
      if (sink.waiting() > bufferBytes) sink.cut()
      else sink.write(chunk)
    }
  }

  /** Ends the streams of a group whose slugs mean other terms now; they learn why when they come back. */
  async function refresh(group: Group<Query>): Promise<void> {
    try {
      group.filter = await resolveFilter(store, group.state)
    } catch (error) {
      if (!isOutdated(error)) throw error
      for (const sink of group.sinks) sink.end()
      groups.delete(keyOf(group.state))
    }
  }

  return {
    position: () => position,
    begin(at) {
      position = at
    },
    join(sink, state, filter) {
      const key = keyOf(state)
      const group = groups.get(key) ?? { state, filter, sinks: new Set(), toldOf: position.seq }
      groups.set(key, group)
      groupOf.set(sink, group)
      group.sinks.add(sink)
    },
    leave(sink) {
      const group = groupOf.get(sink)
      if (!group) return
      groupOf.delete(sink)
      group.sinks.delete(sink)
      if (group.sinks.size === 0 && groups.get(keyOf(group.state)) === group) groups.delete(keyOf(group.state))
    },
    async tell(rows) {
      for (const group of groups.values()) await refresh(group)
      const ids = [...new Set(rows.map(row => row.articleId))]
      const extent = { of: 'body', bytes: Number.POSITIVE_INFINITY } as const
      const found = groups.size > 0 ? await store.standings(ids, extent) : []
      const standings = new Map(ids.map((id, at) => [id, found[at]]))
      const copies = found.flatMap(one => (one && 'copy' in one ? one.copy : []))
      const articles = new Map<Group<Query>, Article>()
      for (const group of [...groups.values()]) articles.set(group, await form.prepare(copies, group.state.query))
      // From here to the end without a pause: a reader joins either before all of this or behind it.
      const last = rows.at(-1)
      if (last) position = positionOf(last)
      for (const group of groups.values()) {
        const messages = messagesOf(rows, group.filter, standings, position.seq)
        if (messages.length === 0) continue
        const article = articles.get(group) ?? form.atOnce(group.state.query)
        sendAll(group, framed(messages, { ...group.state, place: { log: position } }, article))
      }
    },
    beat() {
      for (const group of groups.values()) {
        const isBehind = group.toldOf !== position.seq
        sendAll(group, heartbeat(isBehind ? encodeToken({ ...group.state, place: { log: position } }) : undefined))
      }
    },
  }
}

/** Messages as events, the last of them with the token of a state. */
export function framed<Query extends SyncQuery>(
  messages: readonly Message<Copy>[],
  state: SyncState<Query>,
  article: Article,
): Buffer {
  const shaped = messages.map(({ groups, ...one }) => {
    if (!('article' in one)) return { ...one, groups }
    const bytes = article(one.article)
    return 'isDamaged' in one.article ? { unavailable: bytes, groups } : { article: bytes, groups }
  })
  return events(shaped, encodeToken(state))
}

function messagesOf(
  rows: readonly Change[],
  filter: SyncFilter,
  standings: ReadonlyMap<string, Standing<Copy>>,
  end: number,
): Message<Copy>[] {
  return concerned(rows, filter)
    .map(row => tell(row, standings.get(row.articleId), filter, { end, ahead: 'now' }))
    .filter(message => message !== 'later')
}

function keyOf<Query>({ query, meaning }: SyncState<Query>): string {
  return JSON.stringify([query, meaning])
}
