import type { Id } from '../../../domain/id.ts'
import type { ViewTime } from '../../../domain/page/view.ts'
import type { ViewStore } from '../../../domain/store/view-store.ts'
import { overloaded } from '../../server/overload.ts'

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
/** Views that are answered in one turn of the event loop. */
const perTurn = 4
/** Views that may wait at the same time. */
const maxWaiting = 10_000

/** Stores all views of a short window in one transaction: a transaction for each would be ten times as slow. */
export function createViewCounter({ store, time, retrySeconds }: Options): ViewCounter {
  const turn = createTurns()
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
        await turn()
      } finally {
        waiting -= 1
      }
    },
  }
}

/** Lets a few callers go on in each turn of the event loop: to answer all views of a transaction at once would make it long. */
function createTurns(): () => Promise<void> {
  const callers: (() => void)[] = []

  function next(): void {
    for (const goOn of callers.splice(0, perTurn)) goOn()
    if (callers.length > 0) setImmediate(next)
  }

  return () =>
    new Promise(resolve => {
      callers.push(resolve)
      if (callers.length === 1) setImmediate(next)
    })
}
