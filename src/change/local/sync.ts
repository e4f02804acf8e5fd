import type { Change, Delivered } from '../../domain/change.ts'
import type { Copy, Extent } from '../../domain/store/log/sync-store.ts'
import type { Store } from '../../domain/store/store.ts'
import {
  type AheadPolicy,
  type DeliveryState,
  groupsOf,
  lastRowsFor,
  type Message,
  matches,
  messageFor,
  type SyncFilter,
  type SyncRow,
} from '../../domain/sync/sync.ts'
import {
  fullSyncRequired,
  type Held,
  type LogPosition,
  meaningOf,
  positionOf,
  rowsAfter,
  type SyncPlace,
  type SyncState,
} from '../../domain/sync/token.ts'
import { resolveFilter, resolveFilters, type SyncQuery, walkFilter } from './sync-filter.ts'

export type SyncSource = Pick<Store, 'changes' | 'lastChange' | 'syncWalk' | 'deliveryStates' | 'filterTerms'>

/**
 * @param until `seq` of the last row to read; absent = all rows
 * @param ahead how to treat an article that changed again after the rows that are read: see `messageFor`
 */
export type Bounds = { limit: number; extent: Extent; until?: number | undefined; ahead?: AheadPolicy | undefined }

export type SyncStep = {
  messages: Message<Copy>[]
  next: SyncPlace
  more: boolean
}

/** Rows per read if a filter may skip most of them, and reads after which an empty page is returned. */
const window = 500
const maxWindows = 8

/** Starts a walk through all articles. */
export async function beginSync<Query extends SyncQuery>(store: SyncSource, query: Query): Promise<SyncState<Query>> {
  // Read the end of the log first: the log reports later changes, and the walk contains earlier ones.
  const walk = await logEnd(store)
  return { query, meaning: meaningOf((await store.filterTerms(query)).delivered), place: { walk } }
}

/**
 * The next page of a sync: first of the walk, newest articles first; then of the log, each article once and in its current
 * state.
 *
 * The walk skips articles that changed since it started: the log reports them afterwards. So no change is lost, and the
 * walk returns no article twice, because an article that did not change did not move.
 *
 * @throws AppError `full-sync-required` if the log was pruned after that position, or slugs mean other terms now
 */
export async function continueSync(store: SyncSource, state: SyncState<SyncQuery>, bounds: Bounds): Promise<SyncStep> {
  return 'walk' in state.place ? walkOn(store, state, state.place, bounds) : readOn(store, state, state.place, bounds)
}

/** Starts an empty copy that receives changes from now on. */
export async function beginNow<Query extends SyncQuery>(store: SyncSource, query: Query): Promise<SyncState<Query>> {
  const log = await logEnd(store)
  return { query, meaning: meaningOf((await store.filterTerms(query)).delivered), place: { log } }
}

/** The current end of the log. */
export async function logEnd(store: Pick<SyncSource, 'changes' | 'lastChange'>): Promise<LogPosition> {
  const last = await store.lastChange()
  const [row] = last === 0 ? [] : await store.changes(last - 1, 1)
  return row ? positionOf(row) : { seq: last, mark: '' }
}

async function walkOn(
  store: SyncSource,
  state: SyncState<SyncQuery>,
  { walk, from }: Extract<SyncPlace, { walk: LogPosition }>,
  { limit, extent }: Bounds,
): Promise<SyncStep> {
  await rowsFrom(store, walk, 1)
  await resolveFilter(store, state)
  const { copies, hasNext } = await store.syncWalk({ filter: walkFilter(state.query), limit, from }, extent)
  const messages = copies.filter(copy => copy.revision <= walk.seq).map(article => ({ article }))
  const last = copies.at(-1)
  if (hasNext && last) {
    return { messages, next: { walk, from: { at: last.publishedAt, id: last.articleId } }, more: true }
  }
  const end = await store.lastChange()
  // The walk may have skipped articles that changed since it started.
  const held = state.query.bodies && { held: { from: end > walk.seq ? 0 : walk.seq, until: end } }
  return { messages, next: { log: walk, ...held }, more: end > walk.seq }
}

async function readOn(
  store: SyncSource,
  state: SyncState<SyncQuery>,
  place: Extract<SyncPlace, { log: LogPosition }>,
  bounds: Bounds,
): Promise<SyncStep> {
  const { limit, extent, until = Number.POSITIVE_INFINITY, ahead } = bounds
  const { language, category, tag, author, publishedFrom, bodies } = state.query
  const size = language || category || tag || author || publishedFrom ? Math.max(window, limit) : limit
  let from = place.log
  for (let left = maxWindows; ; left -= 1) {
    const found = (await rowsFrom(store, from, size + 1)).filter(row => row.seq <= until)
    const rows = found.slice(0, size)
    const end = rows.at(-1)
    // Nothing new: this case must cost no more than the read above.
    if (!end) return { messages: [], next: { ...place, log: from }, more: false }
    const { filter, sure } = await resolveFilters(store, state)
    const held = bodies && (place.held ?? { from: 0, until: await store.lastChange() })
    const due = lastRowsFor(rows, filter)
    const more = found.length > rows.length
    if (due.length === 0 && more && left > 1) {
      from = positionOf(end)
      continue
    }
    const page = await messagesOf(store, due.slice(0, limit), {
      filter,
      extent,
      end: end.seq,
      ahead,
      isHeld: (copy, delivered) =>
        held !== undefined && sure !== undefined && isSince(copy, held.from) && matches(delivered, sure),
    })
    const next = due[page.count]
    const last = next ? (rows[rows.findIndex(row => row.seq === next.seq) - 1] ?? end) : end
    const isBehind = more || page.later > 0 || next !== undefined
    const log = positionOf(last)
    // An article that comes later, or after the end of the page, may have earlier rows.
    const reaches = Math.max(held?.until ?? 0, page.later, next === undefined ? 0 : end.seq)
    const reached = held && { held: heldAt(log.seq, { ...held, until: reaches }) }
    return { messages: withSkippedGroups(page.messages, rows, log, filter), next: { log, ...reached }, more: isBehind }
  }
}

/** Messages for as many rows as fit, by the current state of their articles. */
async function messagesOf(
  store: SyncSource,
  due: readonly SyncRow[],
  { filter, extent, end, ahead, isHeld }: MessageOptions,
): Promise<{ messages: Message<Copy>[]; count: number; later: number }> {
  const ids = due.map(row => row.articleId)
  const states = ids.length === 0 ? [] : await store.deliveryStates(ids, extent)
  const results = due
    .slice(0, states.length)
    .map((row, at) => messageFor<Copy>(row, states[at], filter, { end, ahead }))
  const messages = results.flatMap((message, at) => {
    if (message === 'later') return []
    const state = states[at]
    const isUnchanged = 'article' in message && isDelivered(state) && isHeld(state.copy, state.delivered)
    return isUnchanged ? { ...message, bodyUnchanged: true } : message
  })
  const later = states.flatMap((one, at) => (results[at] === 'later' && isDelivered(one) ? one.copy.revision : []))
  return { messages, count: states.length, later: Math.max(0, ...later) }
}

/**
 * Adds the groups of all rows up to a position to the last message. Otherwise the groups of postponed articles were lost,
 * since the reader continues after these rows.
 */
function withSkippedGroups(
  messages: Message<Copy>[],
  rows: readonly Change[],
  { seq }: LogPosition,
  filter: SyncFilter,
): Message<Copy>[] {
  const last = messages.at(-1)
  if (!last) return messages
  const known = new Set(messages.flatMap(message => message.groups ?? []))
  const skipped = groupsOf(
    rows.filter(row => row.seq <= seq),
    filter,
  ).filter(name => !known.has(name))
  return skipped.length === 0
    ? messages
    : [...messages.slice(0, -1), { ...last, groups: [...(last.groups ?? []), ...skipped] }]
}

type MessageOptions = {
  filter: SyncFilter
  extent: Extent
  end: number
  ahead: AheadPolicy | undefined
  isHeld: IsHeld
}

/** Whether a copy certainly has the body of an article. */
type IsHeld = (copy: Copy, delivered: Delivered) => boolean

function isDelivered(state: DeliveryState<Copy>): state is Extract<DeliveryState<Copy>, { copy: Copy }> {
  return state !== undefined && 'copy' in state
}

/** Whether an article has been delivered without a break, with the same terms and body, since a revision. */
function isSince(copy: Copy, revision: number): boolean {
  return 'stable' in copy && copy.stable !== undefined && copy.stable.since <= revision
}

function heldAt(seq: number, { from, until }: Held): Held {
  return seq >= until ? { from: seq, until: seq } : { from, until }
}

/** @throws AppError `full-sync-required` */
async function rowsFrom(store: SyncSource, position: LogPosition, limit: number): Promise<Change[]> {
  const rows = await store.changes(Math.max(0, position.seq - 1), limit + 1)
  const found = rowsAfter(position, rows, rows.length > 0 ? 0 : await store.lastChange()).slice(0, limit)
  if (found.some(row => row.isDamaged)) throw fullSyncRequired('A part of the log of changes cannot be read.')
  return found
}
