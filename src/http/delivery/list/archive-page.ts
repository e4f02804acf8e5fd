import { calendar, type Instant } from '../../../domain/instant.ts'
import { earliest, latest, moved, type PeriodLength, periodBounds, periodOf } from '../../../domain/page/period.ts'
import type { Filter } from '../../../domain/page/query.ts'
import type { DeliveryStore } from '../delivery.ts'

/** A period in which articles were first published. */
export type ArchivePeriod = { period: string; count: number }

type Request = {
  filter: Filter
  by: PeriodLength
  limit: number
  /** Start before this period (older), or with `back` end after it (newer). */
  from?: string | undefined
  back: boolean
}

/**
 * Counts the articles of a filter by period, newest period first. Periods without articles are left out. Each period takes
 * two index lookups and a count, so that a page costs the same anywhere in the archive.
 *
 * @param timeZone IANA name: where periods begin at midnight
 */
export async function archivePeriods(
  store: DeliveryStore,
  timeZone: string,
  { filter, by, limit, from, back }: Request,
): Promise<{ periods: ArchivePeriod[]; hasNext: boolean; hasPrevious: boolean }> {
  const dayOf = calendar(timeZone)
  const bounds = (period: string) => periodBounds(period, timeZone)
  const within = (begin: Instant | undefined, end: Instant | undefined): Filter => ({
    ...filter,
    publishedAfter: latest(filter.publishedAfter, moved(begin, -1)),
    publishedBefore: earliest(filter.publishedBefore, end),
  })

  /** The nearest period with articles on one side of a period. */
  async function neighbour(of: string | undefined, isNewer: boolean): Promise<string | undefined> {
    const place = of === undefined ? undefined : bounds(of)
    if (isNewer && of !== undefined && place?.end === undefined) return undefined
    const rest = isNewer ? within(place?.end, undefined) : within(undefined, place?.begin)
    const sort = isNewer ? 'publishedAt' : '-publishedAt'
    const { ends } = await store.list({ filter: rest, sort, limit: 1 }, false)
    return ends && periodOf(dayOf(String(ends.first.at)), by)
  }

  const found: string[] = []
  for (let period = await neighbour(from, back); period !== undefined; period = await neighbour(period, back)) {
    found.push(period)
    if (found.length > limit) break
  }
  const isMore = found.length > limit
  const shown = back ? found.slice(0, limit).reverse() : found.slice(0, limit)
  const periods: ArchivePeriod[] = []
  for (const period of shown) {
    const place = bounds(period)
    periods.push({ period, count: await store.count(within(place?.begin, place?.end)) })
  }
  const edge = back ? shown.at(-1) : shown[0]
  const hasOther = from !== undefined && (await neighbour(edge, !back)) !== undefined
  return back
    ? { periods, hasNext: hasOther, hasPrevious: isMore }
    : { periods, hasNext: isMore, hasPrevious: hasOther }
}
