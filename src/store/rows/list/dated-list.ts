import type { DateSort } from '../../../domain/page/query.ts'
import type { Connection } from '../database/connection.ts'
import type { PageRead } from '../database/keyset-page.ts'
import type { Routine } from '../database/routine.ts'
import { createStatementCache, prepared } from '../database/statement.ts'
import { type Plan, shapeOf } from './filter.ts'
import type { ListPosition } from './position.ts'
import { countQuery, partEndQuery, type Walk, walkQuery } from './walk.ts'
import { dividedAt, narrow, orderOf, type WalkRange, walkRange, wholeRange } from './walk-range.ts'

/** Matches that one part of a count reads. */
const countBatch = 250

/** How many rows of its first index the first part of a walk reads, and by which factor the next parts grow. */
const part = { first: 100, growth: 20 }

/** Lists by date. */
export type DatedLists = {
  read(sort: DateSort, plan: Plan, page: PageRead<ListPosition>): Routine<ListPosition[]>
  /** See `Lists`. */
  count(plan: Plan, from?: ListPosition): Routine<{ articles: number; from?: ListPosition | undefined }>
}

export function createDatedLists(connection: Connection): DatedLists {
  const prepareWalk = (walk: Walk) => prepared(walkQuery(connection, walk))
  const prepareCount = (walk: Plan) => prepared(countQuery(connection, walk))
  const preparePartEnd = (walk: Walk) => prepared(partEndQuery(connection, walk))
  const walks = createStatementCache<ReturnType<typeof prepareWalk>>()
  const counts = createStatementCache<ReturnType<typeof prepareCount>>()
  const partEnds = createStatementCache<ReturnType<typeof preparePartEnd>>()

  /** Walks the index for one value of a filter. */
  function* walkOne(plan: Plan, value: string, range: WalkRange): Routine<ListPosition[]> {
    const { sort, backwards } = range
    const walk = { ...plan, sort, backwards }
    const statement = walks(`${sort} ${backwards} ${shapeOf(plan)}`, () => prepareWalk(walk))
    const values = { ...plan.bound, value }
    if (plan.arms.length === 0 || !connection.syntax.joinsIndexes) return yield* statement.all({ ...range, ...values })
    const endOf = partEnds(`${sort} ${backwards} ${plan.driver}`, () => preparePartEnd(walk))
    const found: ListPosition[] = []
    let rest = range
    for (let rows = part.first; ; rows *= part.growth) {
      const end = rows < plan.walked ? yield* endOf.get({ ...rest, value, skipped: rows }) : undefined
      const [own, others] = end ? dividedAt(rest, end) : [rest]
      found.push(...(yield* statement.all({ ...own, ...values, limit: range.limit - found.length })))
      if (!others || found.length === range.limit) return found
      rest = others
    }
  }

  /** Walks the index for each value of a filter, and merges the results. */
  function* walk(plan: Plan, range: WalkRange): Routine<ListPosition[]> {
    let found: ListPosition[] = []
    let ends = range
    for (const value of plan.values) {
      const more = yield* walkOne(plan, value, ends)
      if (plan.values.length === 1) return more
      const merged = new Map([...found, ...more].map(place => [place.id, place]))
      found = [...merged.values()].sort(orderOf(range)).slice(0, range.limit)
      ends = narrow(ends, found[range.limit - 1])
    }
    return found
  }

  return {
    read: (sort, plan, page) => walk(plan, walkRange({ sort }, plan, page)),
    *count(plan, from) {
      const [value, another] = plan.values
      if (plan.total !== undefined) return { articles: plan.total }
      const all = wholeRange(plan)
      if (value !== undefined && another === undefined && !plan.checks.includes('preferred')) {
        const statement = counts(shapeOf(plan), () => prepareCount(plan))
        return { articles: (yield* statement.get({ ...all, ...plan.bound, value }))?.articles ?? 0 }
      }
      // Articles can have several of the values, and a check for a preferred translation takes 10 µs.
      const range = walkRange({ sort: 'publishedAt' }, plan, { from, backwards: false, limit: countBatch })
      const found = yield* walk(plan, range)
      return { articles: found.length, from: found[countBatch - 1] }
    },
  }
}
