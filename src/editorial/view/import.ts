import { AppError, type Fault } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Clock, type Day, now } from '../../domain/instant.ts'
import { createViewTime, dayNumber, dayOfNumber, firstViewDay } from '../../domain/page/view.ts'
import type { IdempotentRequest, StoredResponse } from '../../domain/store/access/idempotency-store.ts'
import type { ViewStore } from '../../domain/store/view-store.ts'
import type { Requester } from '../../domain/store/write.ts'
import { createYield } from '../event-loop.ts'

/** The views of an article on a day, as an analytics tool counted them. It has one of `id`, `slug` and `url`. */
export type ViewRow = {
  id?: string | undefined
  slug?: string | undefined
  url?: string | undefined
  date: Day
  count: number
}

export type ViewImport = {
  /** Days of articles that were set. */
  days: number
  /** Those of them that changed. */
  changed: number
  /** Rows, from 1, that name no published article. */
  unknown: { row: number; article: string }[]
}

/** The requester, the idempotency key of the request, and how to answer it. */
export type ViewImportContext = Requester & {
  idempotency?: IdempotentRequest | undefined
  answer(imported: ViewImport): StoredResponse
}

type Deps = {
  store: Pick<ViewStore, 'setDayViews'>
  clock: Clock
  timeZone: string
  /** Days that views by day are kept; 0 = for ever. */
  retention: number
  /** The published article that a slug or an id names, also a former slug. */
  articleOf(ref: string): Promise<Id | undefined>
  /** The published article at a path or URL of the site. */
  articleAt(url: string): Promise<Id | undefined>
}

/** Days that one transaction sets. */
const perWrite = 500

/**
 * Sets the views of articles on days. Rows for the same article and day are added: a page may have several addresses.
 * Repeating an import changes nothing.
 *
 * @throws AppError `invalid-request` for a day in the future, or one that is no longer kept: nothing was written
 */
export async function importViews(
  rows: readonly ViewRow[],
  { idempotency, answer, ...requester }: ViewImportContext,
  { store, clock, timeZone, retention, articleOf, articleAt }: Deps,
): Promise<StoredResponse> {
  const today = createViewTime(clock, timeZone)().day
  demandDays(rows, firstViewDay(today, retention), today)
  const turn = createYield()
  const known = new Map<string, Id | undefined>()
  const found = new Map<string, { id: Id; day: number; views: number }>()
  const unknown: ViewImport['unknown'] = []
  for (const [index, { id: given, slug, url, date, count }] of rows.entries()) {
    await turn()
    const ref = given ?? slug
    const name = ref ?? url ?? ''
    const key = `${ref === undefined} ${name}`
    if (!known.has(key)) known.set(key, ref === undefined ? await articleAt(name) : await articleOf(ref))
    const id = known.get(key)
    if (id === undefined) {
      unknown.push({ row: index + 1, article: name })
      continue
    }
    const day = dayNumber(date)
    const before = found.get(`${id} ${day}`)?.views ?? 0
    found.set(`${id} ${day}`, { id, day, views: before + count })
  }
  const days = [...found.values()]
  let changed = 0
  for (let from = 0; from + perWrite < days.length; from += perWrite) {
    const write = { at: now(clock), ...requester }
    changed += await store.setDayViews(days.slice(from, from + perWrite), today, write)
  }
  // The response is stored with the last days.
  const before = changed
  const responseTo = (more: number) => answer({ days: days.length, changed: before + more, unknown })
  const last = days.slice(Math.floor(Math.max(0, days.length - 1) / perWrite) * perWrite)
  const write = { at: now(clock), ...requester, idempotency }
  return responseTo(await store.setDayViews(last, today, write, responseTo))
}

function demandDays(rows: readonly ViewRow[], first: number, today: number): void {
  const faults = rows.flatMap(({ date }, index): Fault[] => {
    const day = dayNumber(date)
    if (day >= first && day <= today) return []
    const [code, detail] =
      day > today
        ? (['too-large', `"date" must not be in the future: ${date}.`] as const)
        : (['too-small', `"date" must not be before ${dayOfNumber(first)}, because older days are not kept.`] as const)
    return [{ location: 'body', pointer: `/items/${index}/date`, code, detail }]
  })
  const [fault] = faults
  if (fault) throw new AppError('invalid-request', fault.detail, { faults: faults.slice(0, 20) })
}
