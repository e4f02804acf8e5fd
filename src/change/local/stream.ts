import { AppError } from '../../domain/error.ts'
import { encodeToken, isOutdated, type SyncState } from '../../domain/sync/token.ts'
import { streamStart } from './event.ts'
import { createFollower, type Follower } from './follower.ts'
import type { Freshness } from './freshness.ts'
import { push, type Sink } from './sink.ts'
import { createSubscribers, eventsOf, type SyncFormat } from './subscriber.ts'
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
  /** Bytes that may wait for a reader when more is to be sent; then it is cut off. */
  bufferBytes: number
  heartbeatMs: number
  /** How often the log is looked at. */
  pollMs: number
}

export type Streams<Query> = {
  /**
   * Prepares a stream: behind a token's state, or from now on. What comes back starts it; the sink's end must be told
   * to `closed`.
   *
   * @throws AppError `full-sync-required`, `unavailable` while stopping: nothing is open then
   */
  open(from: { state: SyncState<Query> } | { query: Query }): Promise<(sink: Sink) => { closed(): void }>
  /** Ends all streams, the oldest first, and the look at the log that is under way. */
  close(): Promise<void>
}

/** Rows of the log that are told in one piece. */
const batch = 25
/** What is read at once for a reader that has to catch up. */
const catchUpPage = { limit: 100, bytes: 262_144 }
/** Milliseconds that a reader who catches up may take for one stretch. */
const catchUpTimeoutMs = 30_000
/** Milliseconds after which a reader who lost the connection comes back. */
const retryMs = 3000

/**
 * The live stream: one reader of the change log for all streams of this process.
 *
 * @param failed told of what went wrong in the background
 */
export function createStreams<Query extends SyncQuery>(
  { store, freshness, figures }: { store: SyncSource; freshness: Freshness; figures: StreamFigures },
  format: SyncFormat<Query>,
  failed: (error: unknown) => void,
): Streams<Query> {
  const subscribers = createSubscribers(store, format, figures.bufferBytes)
  const sinks = new Set<Sink>()
  const timers = new Set<NodeJS.Timeout>()
  let isClosed = false
  let starting: Promise<Follower> | undefined
  let polling: Promise<void> | undefined

  async function start(): Promise<Follower> {
    subscribers.startAt(await logEnd(store))
    const from = subscribers.position().seq
    const follower = createFollower(store, freshness, { from, batch, read: subscribers.send })
    const poll = () => {
      if (polling || follower.isCurrent()) return
      polling = follower
        .catchUp()
        .catch(reportFailure)
        .finally(() => {
          polling = undefined
        })
    }
    timers.add(setInterval(poll, figures.pollMs).unref())
    timers.add(setInterval(subscribers.sendHeartbeat, figures.heartbeatMs).unref())
    return follower
  }

  function following(): Promise<Follower> {
    starting ??= start().catch(error => {
      starting = undefined
      throw error
    })
    return starting
  }

  /** What the end of a stream explains by itself is no failure. */
  function reportFailure(error: unknown): void {
    if (!isClosed && !isOutdated(error)) failed(error)
  }

  /** Tells a reader what it missed, then lets it join those that are told of every change as it comes. */
  async function serve(sink: Sink, initial: SyncState<Query>, first: SyncStep): Promise<void> {
    let state = initial
    for (let step = first; sink.isOpen(); ) {
      state = { ...state, place: step.next }
      if (step.messages.length > 0) {
        const copies = step.messages.flatMap(one => ('article' in one ? one.article : []))
        const article = await format.prepareSerializer(copies, state.query)
        if (!(await push(sink, eventsOf(step.messages, state, article), catchUpTimeoutMs))) return
      }
      const filter = await resolveFilter(store, state)
      const hasCaughtUp = 'log' in state.place && state.place.log.seq >= subscribers.position().seq
      if (hasCaughtUp && sink.isOpen()) return subscribers.add(sink, state, filter)
      step = await continueSync(store, state, boundsOf(state.query))
    }
  }

  /** Up to where the audience is, and no further. */
  function boundsOf(query: Query): Bounds {
    const extent = { of: format.extent(query), bytes: catchUpPage.bytes }
    return { limit: catchUpPage.limit, extent, until: subscribers.position().seq, ahead: 'now' }
  }

  function begin(sink: Sink, begun: SyncState<Query>, first: SyncStep): { closed(): void } {
    sinks.add(sink)
    sink.write(streamStart(encodeToken(begun), retryMs))
    if (isClosed) sink.end()
    serve(sink, begun, first).catch(error => {
      reportFailure(error)
      sink.end()
    })
    return {
      closed() {
        subscribers.remove(sink)
        sinks.delete(sink)
      },
    }
  }

  return {
    async open(from) {
      if (isClosed) throw new AppError('unavailable', 'The server is stopping.')
      const follower = await following()
      // A token may be ahead of the last look at the log.
      await follower.catchUp()
      const begun = 'state' in from ? from.state : await fromNow(store, from.query)
      const first = await continueSync(store, begun, boundsOf(begun.query))
      // A page without news does not look at what slugs mean; a stream must, and can only refuse before it begins.
      await resolveFilter(store, begun)
      return sink => begin(sink, begun, first)
    },
    async close() {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      for (const sink of sinks) sink.end()
      // The store may be closed behind this.
      await polling
    },
  }
}

async function fromNow<Query extends SyncQuery>(store: SyncSource, query: Query): Promise<SyncState<Query>> {
  const begun = await beginSync(store, query)
  return 'walk' in begun.place ? { ...begun, place: { log: begun.place.walk } } : begun
}
