import type { Id } from '../../../domain/id.ts'
import type { ViewTime } from '../../../domain/page/view.ts'
import type { ViewStore } from '../../../domain/store/view-store.ts'
import { overloaded } from '../../server/overload.ts'
import { createTimeSlices } from '../time-slice.ts'

export type ViewCounter = {
  /**
   * Counts a view of an article. Resolves when it is stored.
   *
   * @throws AppError `overloaded` if too many views are waiting; `store-busy`, `store-full`: it was not counted
   */
  count(id: Id): Promise<void>
}

type Options = {
  store: Pick<ViewStore, 'addViews'>
  time: () => ViewTime
  retrySeconds: number
}

type Batch = { views: Map<Id, number>; close(): void; stored: Promise<void> }

/** Milliseconds in which views are collected. With the commit, a view waits about 50 ms. */
const windowMs = 40
/** Articles of one transaction: more would take too long. */
const maxArticles = 1000
/** Views that may wait at the same time. */
const maxWaiting = 10_000

/** Stores all views of a short window in one transaction: a transaction for each would be ten times as slow. */
export function createViewCounter({ store, time, retrySeconds }: Options): ViewCounter {
  const timeSlices = createTimeSlices()
  let current: Batch | undefined
  let waiting = 0

  function open(): Batch {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>()
    const timer = setTimeout(close, windowMs)
    const views = new Map<Id, number>()
    const stored = closed.then(() => {
      clearTimeout(timer)
      if (current?.views === views) current = undefined
      return store.addViews(views, time())
    })
    return { views, close, stored }
  }

  return {
    async count(id) {
      if (waiting >= maxWaiting) throw overloaded(retrySeconds)
      if (current && current.views.size >= maxArticles) {
        current.close()
        current = undefined
      }
      current ??= open()
      const { views, stored } = current
      views.set(id, (views.get(id) ?? 0) + 1)
      waiting += 1
      try {
        await stored
        // To answer all views of a transaction at once would block the event loop.
        await timeSlices()()
      } finally {
        waiting -= 1
      }
    },
  }
}
