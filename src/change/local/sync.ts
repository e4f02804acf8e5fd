import type { Change } from '../../domain/change.ts'
import type { Filter } from '../../domain/query.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Copy, Extent, TermIds } from '../../domain/store/sync-store.ts'
import { concerned, type Message, type SyncFilter, type SyncRow, tell } from '../../domain/sync.ts'
import {
  fullSyncRequired,
  type LogPosition,
  meaningOf,
  positionOf,
  rowsBehind,
  type SyncPlace,
  type SyncState,
} from '../../domain/sync-token.ts'

export type SyncSource = Pick<Store, 'changes' | 'lastChange' | 'syncWalk' | 'standings' | 'filterTerms'>

/** What a copy is of, by slugs. */
export type SyncQuery = Pick<Filter, 'language' | 'category' | 'tag'>

/** @param until highest row to tell of; absent = all there are */
export type Bounds = { limit: number; extent: Extent; until?: number | undefined }

export type SyncStep = {
  messages: Message<Copy>[]
  next: SyncPlace
  more: boolean
  /** What the slugs of the filter mean in public; absent where there was nothing to filter. */
  terms?: TermIds
}

/** Rows read at once where a filter may pass most of them by, and how often, before a page is given that is empty. */
const window = 500
const windows = 8

/** A walk through everything, as it stands from now on. */
export async function beginSync<Query extends SyncQuery>(store: SyncSource, query: Query): Promise<SyncState<Query>> {
  // First the end of the log: what changes after it is told by the log again, what changed before is on the walk.
  const walk = await logEnd(store)
  return { query, meaning: meaningOf((await store.filterTerms(query)).delivered), place: { walk } }
}

/**
 * The next page of a copy: of the walk, newest articles first; then of the log, each article once and as it is now.
 *
 * The walk leaves out what changed since it began. That is behind it in the log, so that whatever happens meanwhile is
 * told, and the walk itself never sees an article twice: one that did not change did not move.
 *
 * @throws AppError `full-sync-required` where the log no longer leads on from there, or slugs came to mean other terms
 */
export async function continueSync(store: SyncSource, state: SyncState<SyncQuery>, bounds: Bounds): Promise<SyncStep> {
  return 'walk' in state.place
    ? walkOn(store, state, state.place, bounds)
    : readOn(store, state, state.place.log, bounds)
}

/** The end of the log as it is now. */
export async function logEnd(store: Pick<SyncSource, 'changes' | 'lastChange'>): Promise<LogPosition> {
  const last = await store.lastChange()
  const [row] = last === 0 ? [] : await store.changes(last - 1, 1)
  return row ? positionOf(row) : { seq: last, mark: '' }
}

/**
 * The filter of a query by the ids that its slugs mean.
 *
 * @throws AppError `full-sync-required` where they led to others when the copy was begun
 */
export async function resolveFilter(
  store: Pick<SyncSource, 'filterTerms'>,
  { query, meaning }: Pick<SyncState<SyncQuery>, 'query' | 'meaning'>,
): Promise<SyncFilter> {
  return (await resolved(store, { query, meaning })).filter
}

/** The filter, and the terms of it that the public knows. */
async function resolved(
  store: Pick<SyncSource, 'filterTerms'>,
  { query, meaning }: Pick<SyncState<SyncQuery>, 'query' | 'meaning'>,
): Promise<{ filter: SyncFilter; terms: TermIds }> {
  const { named, delivered, matching } = await store.filterTerms(query)
  // A copy begun when its slugs meant nothing is empty, and one whose articles left has only to be told so: both go on.
  const known = [meaningOf(delivered), meaningOf(named), meaningOf(nothing(query))]
  if (!known.includes(meaning)) throw fullSyncRequired('A category or tag of the filter means another one now.')
  return { filter: { ...matching, language: query.language }, terms: delivered }
}

function nothing({ category, tag }: SyncQuery): TermIds {
  return { ...(category && { category: [] }), ...(tag && { tag: [] }) }
}

async function walkOn(
  store: SyncSource,
  state: SyncState<SyncQuery>,
  { walk, from }: Extract<SyncPlace, { walk: LogPosition }>,
  { limit, extent }: Bounds,
): Promise<SyncStep> {
  await rowsFrom(store, walk, 1)
  const { terms } = await resolved(store, state)
  const { language, category, tag } = state.query
  const { copies, hasNext } = await store.syncWalk({ filter: { language, category, tag }, limit, from }, extent)
  const messages = copies.filter(copy => copy.revision <= walk.seq).map(article => ({ article }))
  const last = copies.at(-1)
  if (hasNext && last) {
    return { messages, next: { walk, from: { at: last.publishedAt, id: last.articleId } }, more: true, terms }
  }
  return { messages, terms, next: { log: walk }, more: (await store.lastChange()) > walk.seq }
}

async function readOn(
  store: SyncSource,
  state: SyncState<SyncQuery>,
  start: LogPosition,
  bounds: Bounds,
): Promise<SyncStep> {
  const { limit, extent, until = Number.POSITIVE_INFINITY } = bounds
  const { language, category, tag } = state.query
  const size = language || category || tag ? Math.max(window, limit) : limit
  let from = start
  for (let left = windows; ; left -= 1) {
    const found = (await rowsFrom(store, from, size + 1)).filter(row => row.seq <= until)
    const rows = found.slice(0, size)
    const end = rows.at(-1)
    // Nothing new: this answer must cost no more than the one look above.
    if (!end) return { messages: [], next: { log: from }, more: false }
    const { filter, terms } = await resolved(store, state)
    const due = concerned(rows, filter)
    const more = found.length > rows.length
    if (due.length === 0 && more && left > 1) {
      from = positionOf(end)
      continue
    }
    const told = await tellOf(store, due.slice(0, limit), { filter, extent, end: end.seq })
    const next = due[told.count]
    const last = next ? (rows[rows.indexOf(next) - 1] ?? end) : end
    const isBehind = more || told.later || next !== undefined
    return { messages: told.messages, terms, next: { log: positionOf(last) }, more: isBehind }
  }
}

/** As many of the rows as their articles fit, by how these stand now. */
async function tellOf(
  store: SyncSource,
  due: readonly SyncRow[],
  { filter, extent, end }: { filter: SyncFilter; extent: Extent; end: number },
): Promise<{ messages: Message<Copy>[]; count: number; later: boolean }> {
  const ids = due.map(row => row.articleId)
  const standings = ids.length === 0 ? [] : await store.standings(ids, extent)
  const told = due.slice(0, standings.length).map((row, at) => tell<Copy>(row, standings[at], filter, end))
  const messages = told.filter(message => message !== 'later')
  return { messages, count: standings.length, later: messages.length < told.length }
}

/** @throws AppError `full-sync-required` */
async function rowsFrom(store: SyncSource, position: LogPosition, limit: number): Promise<Change[]> {
  const rows = await store.changes(Math.max(0, position.seq - 1), limit + 1)
  return rowsBehind(position, rows, rows.length > 0 ? 0 : await store.lastChange()).slice(0, limit)
}
