import type { Site } from '../../domain/address/site.ts'
import type { Change, Delivered } from '../../domain/change.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import type { DuePing } from '../../domain/store/log/ping-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { type BackgroundTask, startTask } from '../../editorial/background-task.ts'
import { type TraceOutbound, untraced } from '../../outbound/trace.ts'
import { type FeedScope, feedFiles, feedUrl } from '../../syndication/feed/feed-address.ts'

/** Name of this reader of the change log. */
export const websubReader = 'websub'
/** Changes read, and pings sent, in one batch. */
const changesAtOnce = 500
const pingsAtOnce = 20
/** Milliseconds between two checks when there is no work, and timeout of a request to a hub. */
const idlePause = 1000
const hubTimeout = 10_000
/** Seconds after which another process may send a claimed ping: longer than a request. Pauses of the exponential backoff. */
const claimSeconds = 15
const firstPause = 10
const longestPause = 3600

export type PingTools = {
  store: Pick<
    Store,
    'changes' | 'lastChange' | 'termsById' | 'logCursor' | 'queuePings' | 'claimPings' | 'pingDelivered' | 'pingFailed'
  >
  site: Site
  clock: Clock
  /** Traces the requests to hubs. */
  trace?: TraceOutbound | undefined
}

/**
 * Notifies the hubs of the site of changed feeds (WebSub, section 6), as a reader of the change log. A ping is queued in
 * the transaction that moves the cursor, and kept until its hub accepts it: delivery is at least once, also after a crash.
 * Several processes may run this on one file.
 *
 * @param failed receives errors of this process and of hubs; pings are retried
 */
export function startPinging(tools: PingTools, failed: (error: unknown) => void): BackgroundTask {
  const round = async (stopping: AbortSignal) => {
    const done = (await readLog(tools)) + (await sendPings(tools, failed, stopping))
    return done > 0 ? 0 : idlePause
  }
  return startTask(round, failed, idlePause)
}

/** Queues pings for the next rows of the change log. Returns how many rows it read. */
export async function readLog({ store, site, clock }: PingTools): Promise<number> {
  const from = await store.logCursor(websubReader)
  const at = now(clock)
  if (from === undefined) {
    // Changes before the first start need no ping: there were no subscribers yet.
    await store.queuePings({ reader: websubReader, from, to: await store.lastChange() }, [], at)
    return 0
  }
  const changes = await store.changes(from, changesAtOnce)
  const to = changes.at(-1)?.seq
  if (to === undefined) return 0
  const topics = await changedTopics(store, site, changes)
  const pings = (site.hubs ?? []).flatMap(hub => topics.map(topic => ({ hub, topic })))
  return (await store.queuePings({ reader: websubReader, from, to }, pings, at)) ? changes.length : 0
}

/**
 * Sends pings that are due. Returns how many were delivered.
 *
 * @param failed receives one error for each hub that failed
 */
export async function sendPings(
  { store, site, clock, trace = untraced }: PingTools,
  failed: (error: unknown) => void,
  signal?: AbortSignal,
): Promise<number> {
  const due = await store.claimPings(now(clock), addSeconds(now(clock), claimSeconds), pingsAtOnce)
  const faults = new Map<string, string[]>()
  const delivered = await Promise.all(due.map(ping => send(ping)))
  // A stopping process aborts its requests: these are not failures of a hub.
  if (!signal?.aborted) for (const [hub, errors] of faults) failed(deliveryFailure(hub, errors))
  return delivered.filter(Boolean).length

  async function send(ping: DuePing): Promise<boolean> {
    const fault = site.hubs?.includes(ping.hub) ? await post(ping, trace, signal) : undefined
    if (fault === undefined) {
      await store.pingDelivered(ping)
      return true
    }
    const pause = Math.min(firstPause * 2 ** Math.min(ping.attempts, 20), longestPause)
    await store.pingFailed(ping, addSeconds(now(clock), pause), fault)
    faults.set(ping.hub, [...(faults.get(ping.hub) ?? []), `${ping.topic}: ${fault}`])
    return false
  }
}

function deliveryFailure(hub: string, [first = '', ...others]: readonly string[]): Error {
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return new Error(`The WebSub hub ${hub} did not accept a ping. It is retried later: ${first}${more}`)
}

/** The feeds that changes affect: the main feed, and those of the terms and languages before and after each change. */
async function changedTopics(store: PingTools['store'], site: Site, changes: readonly Change[]): Promise<string[]> {
  const sides = changes.flatMap(({ before, after }) => [before, after]).filter(side => side.delivered)
  const terms = await store.termsById([...new Set(sides.flatMap(termIds))])
  const languages = new Set(sides.flatMap(side => side.language ?? []))
  const scopes: (FeedScope | undefined)[] = [
    undefined,
    ...terms.map(({ kind, slug }) => ({ kind, slug })),
    ...[...languages].map(slug => ({ kind: 'language', slug }) as const),
  ]
  return scopes.flatMap(scope => feedFiles.map(file => feedUrl(site, file, scope)))
}

function termIds({ categoryId, tagIds, authorIds }: Delivered): string[] {
  return [...(categoryId === undefined ? [] : [categoryId]), ...tagIds, ...authorIds]
}

/** Sends a ping; returns the error, if any. WebSub does not define the body; this one is common to all hubs. */
async function post(
  { hub, topic }: DuePing,
  trace: TraceOutbound,
  stopping?: AbortSignal,
): Promise<string | undefined> {
  const body = new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': topic, 'hub.topic': topic })
  const timeout = AbortSignal.timeout(hubTimeout)
  try {
    const signal = stopping ? AbortSignal.any([stopping, timeout]) : timeout
    const response = await trace({ method: 'POST', url: hub }, headers =>
      fetch(hub, { method: 'POST', headers, body, signal, redirect: 'manual' }),
    )
    await response.body?.cancel()
    return response.ok ? undefined : `The hub answered ${response.status}.`
  } catch (error) {
    return String(error instanceof Error ? (error.cause ?? error) : error).slice(0, 500)
  }
}
