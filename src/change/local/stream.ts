import { AppError } from '../../domain/error.ts'
import { encodeToken, isOutdated, type SyncState } from '../../domain/sync/token.ts'
import { streamStart } from './event.ts'
import { createFollower, type Follower } from './follower.ts'
import type { Freshness } from './freshness.ts'
import { push, type Sink } from './sink.ts'
import { createSubscribers, eventsOf, type SyncFormat } from './subscriber.ts'
import { type Bounds, beginSync, continueSync, logEnd, type SyncSource, type SyncStep } from './sync.ts'
import { resolveFilter, type SyncQuery } from './sync-filter.ts'

export type StreamFigures = {
  /** Bytes that may be buffered for a reader. One that is further behind is disconnected. */
  bufferBytes: number
  heartbeatMs: number
  /** Interval of polling the change log. */
  pollMs: number
}

export type Streams<Query> = {
  /**
   * Prepares a stream: from the state of a token, or from now on. The returned function starts it; call `closed` when the
   * sink has ended.
   *
   * @throws AppError `full-sync-required`, `unavailable` during shutdown: no stream is open then
   */
  open(from: { state: SyncState<Query> } | { query: Query }): Promise<(sink: Sink) => { closed(): void }>
  /** `seq` of the last change that was sent; undefined before the first stream. */
  position(): number | undefined
  /** Ends all streams, the oldest first, and waits for a running poll. */
  close(): Promise<void>
}

/** Rows of the log per message. */
const batch = 25
/** Size of one page for a reader that catches up. */
const catchUpPage = { limit: 100, bytes: 262_144 }
/** Milliseconds in which a reader that catches up must take one page. */
const catchUpTimeoutMs = 30_000
/** Milliseconds after which a disconnected reader reconnects. */
const retryMs = 3000

export type StreamDeps = {
  store: SyncSource
  freshness: Freshness
  figures: StreamFigures
  /** Updates what `mayRead` of the sinks returns. Called before anything is sent, so it should be cheap. */
  refreshAccess(): Promise<void>
}

/**
 * Live streams. One reader of the change log serves all streams of this process. A stream ends when its reader may not read
 * any longer, at the latest at the next heartbeat.
 *
 * @param failed receives errors of background work
 */
export function createStreams<Query extends SyncQuery>(
  { store, freshness, figures, refreshAccess }: StreamDeps,
  format: SyncFormat<Query>,
  failed: (error: unknown) => void,
): Streams<Query> {
  const subscribers = createSubscribers(store, format, figures.bufferBytes)
  const sinks = new Set<Sink>()
  const timers = new Set<NodeJS.Timeout>()
  let isClosed = false
  let starting: Promise<Follower> | undefined
  let polling: Promise<void> | undefined
  let beating: Promise<void> | undefined
  let reported: string | undefined

  async function start(): Promise<Follower> {
    subscribers.startAt(await logEnd(store))
    const from = subscribers.position().seq
    const follower = createFollower(store, freshness, {
      from,
      batch,
      async read(rows) {
        await endRefused()
        await subscribers.send(rows)
      },
    })
    const poll = () => {
      if (polling || follower.isCurrent()) return
      polling = follower
        .runOverdue()
        .then(() => {
          reported = undefined
        }, reportPoll)
        .finally(() => {
          polling = undefined
        })
    }
    timers.add(setInterval(poll, figures.pollMs).unref())
    const beat = () => {
      beating ??= sendHeartbeat().finally(() => {
        beating = undefined
      })
    }
    timers.add(setInterval(beat, figures.heartbeatMs).unref())
    return follower
  }

  /** Ends the streams whose readers may not read any longer. The clients get the reason when they reconnect. */
  async function endRefused(): Promise<void> {
    if (sinks.size > 0) await refreshAccess()
    for (const sink of sinks) if (!sink.mayRead()) sink.end()
  }

  async function sendHeartbeat(): Promise<void> {
    // While the store cannot be reached, heartbeats contain no content and keep the connections.
    await endRefused().catch(reportPoll)
    subscribers.sendHeartbeat()
  }

  function following(): Promise<Follower> {
    starting ??= start().catch(error => {
      starting = undefined
      throw error
    })
    return starting
  }

  /** Reports the error of a poll. Each poll has the same one while the store cannot be reached. */
  function reportPoll(error: unknown): void {
    const code = error instanceof AppError ? error.code : undefined
    if (code === undefined || code !== reported) reportFailure(error)
    reported = code
  }

  /** Reports an error, unless the end of the stream already explains it. */
  function reportFailure(error: unknown): void {
    if (!isClosed && !isOutdated(error)) failed(error)
  }

  /** Sends a reader the changes that it missed, then adds it to the live subscribers. */
  async function serve(sink: Sink, initial: SyncState<Query>, first: SyncStep): Promise<void> {
    let state = initial
    for (let step = first; sink.isOpen(); ) {
      state = { ...state, place: step.next }
      if (step.messages.length > 0) {
        await refreshAccess()
        if (!sink.mayRead()) return sink.end()
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

  /** Reads up to the position of the live subscribers. */
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
      // A token may be newer than the last poll of the log.
      await follower.runOverdue()
      const begun = 'state' in from ? from.state : await fromNow(store, from.query)
      const first = await continueSync(store, begun, boundsOf(begun.query))
      // An empty page does not resolve the slugs of the filter. A stream must: it can only refuse before it starts.
      await resolveFilter(store, begun)
      return sink => begin(sink, begun, first)
    },
    position: () => (starting ? subscribers.position().seq : undefined),
    async close() {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      for (const sink of sinks) sink.end()
      // The store may be closed after this.
      await Promise.all([polling, beating])
    },
  }
}

async function fromNow<Query extends SyncQuery>(store: SyncSource, query: Query): Promise<SyncState<Query>> {
  const begun = await beginSync(store, query)
  return 'walk' in begun.place ? { ...begun, place: { log: begun.place.walk } } : begun
}
