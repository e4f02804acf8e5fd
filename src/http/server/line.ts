import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from './hit.ts'

/** A request that waits, and since when, in milliseconds of `performance.now()`. */
export type Waiting = {
  request: IncomingMessage
  response: ServerResponse
  next: RequestHandler
  isWrite: boolean
  since: number
}

/** Requests that wait for their turn, in the order of their arrival. */
export type Line = {
  /** @param isFirst whether it is the first request of a new connection */
  arrive(waiting: Waiting, isFirst: boolean): void
  /** Removes the request that waits longest, if it waits too long. */
  refuse(now: number): Waiting | undefined
  /** Removes the request to start: the one that waits longest, of those that may start. In overload, none that has waited long. */
  start(now: number, mayStart: (waiting: Waiting) => boolean): Waiting | undefined
  length(): number
}

/** Requests that may wait as long as it takes. So a server with little load answers all of them, even after a long transaction. */
const patient = 10

/**
 * @param waitMs milliseconds that a request may wait. A burst may wait long, because it ends by itself. Overload does not: then
 *   a request is started within an eightieth of this time, or not at all. It is refused after a sixteenth, not at once, because
 *   a client that repeats it at once would add to the overload.
 */
export function createLine(waitMs: number): Line {
  const line: Waiting[] = []
  const freshMs = waitMs / 80
  const pace = createPace(freshMs)

  /** Whether a request is refused, which waited in overload and was not started in time. */
  function isMissed(since: number, now: number): boolean {
    const { until } = pace.overload
    return Math.min(now, until) - since > freshMs && (now >= until || now - since > waitMs / 16)
  }

  return {
    arrive(waiting, isFirst) {
      pace.arrived(isFirst)
      line.push(waiting)
    },
    refuse(now) {
      pace.update(now, line.length > patient)
      const [first] = line
      if (first === undefined) return undefined
      const isLate = line.length > patient && now - first.since > waitMs
      return isLate || isMissed(first.since, now) ? line.shift() : undefined
    },
    start(now, mayStart) {
      const eldest = pace.overload.until > now ? now - freshMs : 0
      const index = line.findIndex(waiting => waiting.since >= eldest && mayStart(waiting))
      if (index < 0) return undefined
      pace.started()
      return line.splice(index, 1)[0]
    },
    length: () => line.length,
  }
}

type Pace = {
  arrived(isFirst: boolean): void
  started(): void
  /**
   * Ends an interval if its time has come.
   *
   * @param now milliseconds
   * @param mayBegin whether overload may begin now: not while few requests wait
   */
  update(now: number, mayBegin: boolean): void
  /** When the last overload ended, in milliseconds. While there is overload, infinite. */
  overload: { until: number }
}

/** Weight of the last interval in the average. */
const smoothing = 0.025
/** Requests that a process starts before its pace is known: the first ones take much longer, until their code is compiled. */
const settling = 500

/**
 * Compares how many requests arrive and how many are started. There is overload when clearly more arrive for two intervals in
 * a row, and it ends when about as many arrive as are started for two in a row. These are not overload:
 *
 * - A burst: it arrives in one interval.
 * - The first 500 requests of a process.
 * - Clients that send the next request after a response: as many arrive as are started. The first requests of new connections
 *   do not count unless more arrive than are started: Node.js accepts one connection in each turn, in which one request is
 *   started.
 * - A database that does not answer: the requests that arrive are compared with those that are usually started.
 */
function createPace(intervalMs: number): Pace {
  const overload = { until: 0 }
  let [firsts, others, started, since] = [0, 0, 0, 0]
  /** Starts of an interval, as an average of about half a second. */
  let usual = 0
  let all = 0
  /** Intervals in a row that say the contrary of the state. */
  let against = 0

  function endInterval(now: number, mayBegin: boolean): void {
    const intervals = (now - since) / intervalMs
    // A much longer time says nothing: no request waited, or the process stood still.
    const isKnown = intervals < 8
    const arrived = others + Math.max(0, firsts - started)
    const possible = Math.max(started, usual * intervals)
    const isOverloaded = overload.until > now
    // Between the two limits the state stays as it is.
    const isMore = mayBegin && all >= settling && arrived > possible * 1.5 + 2
    const isContrary = isOverloaded ? arrived <= possible * 1.1 : isMore
    against = isContrary && isKnown ? against + 1 : 0
    if (isOverloaded && (against >= 2 || !isKnown)) {
      overload.until = now
      against = 0
    } else if (against >= 2) {
      overload.until = Number.POSITIVE_INFINITY
      against = 0
    }
    if (isKnown) usual += (started / intervals - usual) * smoothing
  }

  return {
    arrived(isFirst) {
      if (isFirst) firsts += 1
      else others += 1
    },
    started() {
      started += 1
      all += 1
    },
    update(now, mayBegin) {
      if (now - since < intervalMs) return
      endInterval(now, mayBegin)
      ;[firsts, others, started, since] = [0, 0, 0, now]
    },
    overload,
  }
}
