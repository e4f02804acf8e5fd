import { setTimeout as after } from 'node:timers/promises'
import type { Change } from '../../domain/change.ts'
import { AppError } from '../../domain/error.ts'
import type { Copy, Extent } from '../../domain/store/sync-store.ts'
import { concerned, type Message, type Standing, type SyncFilter, tell } from '../../domain/sync.ts'
import { encodeToken, type LogPosition, positionOf, type SyncState } from '../../domain/sync-token.ts'
import { events, heartbeat, opening } from './event.ts'
import { createFollower, type Follower } from './follower.ts'
import type { Freshness } from './freshness.ts'
import {
  type Bounds,
  beginSync,
  continueSync,
  logEnd,
  resolveFilter,
  type SyncQuery,
  type SyncSource,
  type SyncStep,
} from './sync.ts'

export type StreamFigures = {
  /** Streams that may be open at once. */
  most: number
  /** Bytes that may wait for a reader when more is to be sent; then it is cut off. */
  bufferBytes: number
  heartbeatMs: number
  /** How often the log is looked at. */
  pollMs: number
}

/** The way to one reader. */
export type Sink = {
  write(chunk: Uint8Array): void
  /** Bytes that wait for the reader. */
  waiting(): number
  /** Settles when more may be written, or the reader is gone. */
  drained(): Promise<void>
  isOpen(): boolean
  /** Ends in order; at once where bytes wait. */
  end(): void
  /** Ends at once. */
  cut(): void
}

export type Streams<Query> = {
  /**
   * Prepares a stream: behind a token's state, or from now on. What comes back starts it; the sink's end must be told
   * to `closed`.
   *
   * @throws AppError `too-many-streams`, `full-sync-required`, `unavailable` while stopping: nothing is open then
   */
  open(from: { state: SyncState<Query> } | { query: Query }): Promise<(sink: Sink) => { closed(): void }>
  /** Ends all streams, the oldest first. */
  close(): void
}

/** Rows of the log that are told in one piece. */
const batch = 25
/** What is read at once for a reader that has to catch up. */
const stretch = { limit: 100, bytes: 262_144 }
/** Milliseconds that a reader who catches up may take for one stretch. */
const stretchMs = 30_000
/** Milliseconds after which a reader who lost the connection comes back. */
const retryMs = 3000

/** How a query wants articles. */
export type Form<Query> = {
  extent(query: Query): Extent['of']
  /** JSON, on one line. */
  article(copy: Copy, query: Query): Uint8Array
}

/** Readers of equal parameters: each message is made once for all of them. */
type Group<Query> = { state: SyncState<Query>; filter: SyncFilter; sinks: Set<Sink>; toldOf: number }

/**
 * The live stream: one reader of the change log for all streams of this process.
 *
 * @param failed told of what went wrong in the background
 */
export function createStreams<Query extends SyncQuery>(
  { store, freshness, figures }: { store: SyncSource; freshness: Freshness; figures: StreamFigures },
  form: Form<Query>,
  failed: (error: unknown) => void,
): Streams<Query> {
  const groups = new Map<string, Group<Query>>()
  /** Each with the group that it joined, if any yet. */
  const sinks = new Map<Sink, Group<Query> | undefined>()
  const timers = new Set<NodeJS.Timeout>()
  let reserved = 0
  let isClosed = false
  let position: LogPosition = { seq: 0, mark: '' }
  let starting: Promise<Follower> | undefined

  async function start(): Promise<Follower> {
    position = await logEnd(store)
    const follower = createFollower(store, freshness, { from: position.seq, batch, read: broadcast })
    let isBusy = false
    const look = async () => {
      if (isBusy || isClosed || follower.isCurrent()) return
      isBusy = true
      await follower.catchUp().catch(failed)
      isBusy = false
    }
    timers.add(setInterval(() => void look(), figures.pollMs).unref())
    timers.add(setInterval(beat, figures.heartbeatMs).unref())
    return follower
  }

  function following(): Promise<Follower> {
    starting ??= start().catch(error => {
      starting = undefined
      throw error
    })
    return starting
  }

  async function broadcast(rows: readonly Change[]): Promise<void> {
    for (const group of groups.values()) await refresh(group)
    const ids = [...new Set(rows.map(row => row.articleId))]
    const extent = { of: 'body', bytes: Number.POSITIVE_INFINITY } as const
    const found = groups.size > 0 ? await store.standings(ids, extent) : []
    const standings = new Map(ids.map((id, at) => [id, found[at]]))
    // From here to the end without a pause: a reader joins either before all of this or behind it.
    const last = rows.at(-1)
    if (last) position = positionOf(last)
    for (const group of groups.values()) {
      const messages = messagesOf(rows, group.filter, standings, position.seq)
      if (messages.length > 0) sendAll(group, framed(messages, { ...group.state, place: { log: position } }))
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

  function framed(messages: readonly Message<Copy>[], state: SyncState<Query>): Buffer {
    const shaped = messages.map(one => ('article' in one ? { article: form.article(one.article, state.query) } : one))
    return events(shaped, encodeToken(state))
  }

  function sendAll(group: Group<Query>, chunk: Uint8Array): void {
    group.toldOf = position.seq
    for (const sink of group.sinks) {
      if (sink.waiting() > figures.bufferBytes) sink.cut()
      else sink.write(chunk)
    }
  }

  function beat(): void {
    for (const group of groups.values()) {
      const isBehind = group.toldOf !== position.seq
      sendAll(group, heartbeat(isBehind ? encodeToken({ ...group.state, place: { log: position } }) : undefined))
    }
  }

  /** Tells a reader what it missed, then lets it join those that are told of every change as it comes. */
  async function serve(sink: Sink, start: SyncState<Query>, first: SyncStep): Promise<void> {
    let state = start
    for (let step = first; sink.isOpen(); ) {
      state = { ...state, place: step.next }
      if (step.messages.length > 0 && !(await push(sink, framed(step.messages, state)))) return
      const filter = await resolveFilter(store, state)
      if (sink.isOpen() && 'log' in state.place && state.place.log.seq >= position.seq) return join(sink, state, filter)
      step = await continueSync(store, state, boundsOf(state.query))
    }
  }

  function join(sink: Sink, state: SyncState<Query>, filter: SyncFilter): void {
    const key = keyOf(state)
    const group = groups.get(key) ?? { state, filter, sinks: new Set(), toldOf: position.seq }
    groups.set(key, group)
    group.sinks.add(sink)
    sinks.set(sink, group)
  }

  function leave(sink: Sink): void {
    const group = sinks.get(sink)
    if (!sinks.delete(sink)) return
    reserved -= 1
    group?.sinks.delete(sink)
    if (group?.sinks.size === 0 && groups.get(keyOf(group.state)) === group) groups.delete(keyOf(group.state))
  }

  function boundsOf(query: Query): Bounds {
    const extent = { of: form.extent(query), bytes: stretch.bytes }
    return { limit: stretch.limit, extent, until: position.seq }
  }

  return {
    async open(from) {
      if (isClosed) throw new AppError('unavailable', 'The server is stopping.')
      if (reserved >= figures.most) {
        throw new AppError('too-many-streams', `${figures.most} streams are open already.`)
      }
      reserved += 1
      try {
        const follower = await following()
        // A token may be ahead of the last look at the log.
        await follower.catchUp()
        const begun = 'state' in from ? from.state : await fromNow(from.query)
        const first = await continueSync(store, begun, boundsOf(begun.query))
        return sink => {
          sinks.set(sink, undefined)
          sink.write(opening(encodeToken(begun), retryMs))
          if (isClosed) sink.end()
          serve(sink, begun, first).catch(error => {
            if (!isOutdated(error)) failed(error)
            sink.cut()
          })
          return { closed: () => leave(sink) }
        }
      } catch (error) {
        reserved -= 1
        throw error
      }
    },
    close() {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      for (const sink of sinks.keys()) sink.end()
    },
  }

  async function fromNow(query: Query): Promise<SyncState<Query>> {
    const begun = await beginSync(store, query)
    return 'walk' in begun.place ? { ...begun, place: { log: begun.place.walk } } : begun
  }
}

function isOutdated(error: unknown): boolean {
  return error instanceof AppError && error.code === 'full-sync-required'
}

function messagesOf(
  rows: readonly Change[],
  filter: SyncFilter,
  standings: ReadonlyMap<string, Standing<Copy>>,
  end: number,
): Message<Copy>[] {
  return concerned(rows, filter)
    .map(row => tell(row, standings.get(row.articleId), filter, end))
    .filter(message => message !== 'later')
}

function keyOf<Query>({ query, meaning }: SyncState<Query>): string {
  return JSON.stringify([query, meaning])
}

/** Writes and waits until the reader took it; false where it did not in time. */
async function push(sink: Sink, chunk: Uint8Array): Promise<boolean> {
  sink.write(chunk)
  const stop = new AbortController()
  const late = after(stretchMs, true, { signal: stop.signal, ref: false }).catch(() => false)
  const isLate = await Promise.race([sink.drained().then(() => false), late])
  stop.abort()
  if (isLate) sink.cut()
  return !isLate
}
