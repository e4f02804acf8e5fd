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
  arrive(waiting: Waiting): void
  /** Removes the request that waits longest, if it waits too long. */
  refuse(now: number): Waiting | undefined
  /** Removes the request to start: the one that waits longest, of those that may start. */
  start(mayStart: (waiting: Waiting) => boolean): Waiting | undefined
  length(): number
}

/** Requests that may wait as long as it takes. So a server with little load answers all of them, even after a long transaction. */
const patient = 10

/**
 * @param waitMs milliseconds that a request may wait. In overload, a twentieth of it: a burst may wait long, because it ends
 *   by itself; overload does not.
 */
export function createLine(waitMs: number): Line {
  const line: Waiting[] = []
  const shortMs = waitMs / 20
  const pace = createPace(shortMs)
  return {
    arrive(waiting) {
      pace.arrived()
      line.push(waiting)
    },
    refuse(now) {
      const [longest, exempt] = pace.isOutrun(now, line.length > patient) ? [shortMs, 0] : [waitMs, patient]
      const [first] = line
      return first && line.length > exempt && now - first.since > longest ? line.shift() : undefined
    },
    start(mayStart) {
      const index = line.findIndex(mayStart)
      if (index < 0) return undefined
      pace.started()
      return line.splice(index, 1)[0]
    },
    length: () => line.length,
  }
}

type Pace = {
  arrived(): void
  started(): void
  /**
   * Whether there is overload.
   *
   * @param now milliseconds
   * @param mayBegin whether it may begin now: not while few requests wait
   */
  isOutrun(now: number, mayBegin: boolean): boolean
}

/**
 * Compares how many requests arrive and how many are started. A burst arrives in one interval. Clients that wait for their
 * responses send as many requests as are answered. While the database stands still, no more arrive than were started before.
 * Only a rate above the capacity is faster for two intervals in a row. It ends when two in a row are near the capacity.
 */
function createPace(intervalMs: number): Pace {
  let [arrived, started, since] = [0, 0, 0]
  /** Starts of an interval, as an average of about half a second. */
  let usual = 0
  /** Intervals in a row that say the contrary of the state. */
  let against = 0
  let isOverloaded = false

  function endInterval(elapsed: number, mayBegin: boolean): void {
    const intervals = elapsed / intervalMs
    // A much longer time says nothing: no request waited, or the process stood still.
    const isKnown = intervals < 8
    const possible = Math.max(started, usual * intervals)
    // Between the two limits the state stays as it is.
    const isContrary = isOverloaded ? arrived <= possible * 1.1 : mayBegin && arrived > possible * 1.5 + 2
    against = isContrary && isKnown ? against + 1 : 0
    if (against >= 2 || (isOverloaded && !isKnown)) {
      isOverloaded = !isOverloaded
      against = 0
    }
    if (isKnown) usual += (started / intervals - usual) * smoothing
  }

  return {
    arrived() {
      arrived += 1
    },
    started() {
      started += 1
    },
    isOutrun(now, mayBegin) {
      if (now - since >= intervalMs) {
        endInterval(now - since, mayBegin)
        ;[arrived, started, since] = [0, 0, now]
      }
      return isOverloaded
    },
  }
}

/** Weight of the last interval in the average. */
const smoothing = 0.025
