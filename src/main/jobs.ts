import { otherEpochHint, otherEpochNotice } from '../change/leased/epoch.ts'
import { startReprinting } from '../change/leased/reprint.ts'
import { startPruning } from '../change/leased/retention.ts'
import { startIndexing } from '../change/leased/search-index.ts'
import { startViewExpiry } from '../change/leased/view.ts'
import { createSender } from '../change/leased/webhook/attempt.ts'
import { startWebhooks } from '../change/leased/webhook/webhook.ts'
import { startPinging, websubReader } from '../change/leased/websub.ts'
import { createViewTime } from '../domain/page/view.ts'
import { startImporting } from '../editorial/import/queue.ts'
import { startScheduling } from '../editorial/scheduler.ts'
import type { Log } from '../http/server/log.ts'
import { traceSend } from '../outbound/trace.ts'
import { storeFiles } from '../store/open.ts'
import { createImportThread } from '../thread/pool.ts'
import type { Runtime, ServerParts } from './http-server.ts'

export type BackgroundJobs = {
  /** Stops all at once, when their running batches are done: each batch may wait seconds for another writer. */
  stop(): Promise<void>
}

/**
 * Starts the background jobs. They run once, in the primary process, for any number of server processes.
 *
 * @param claim claims the epoch of this server
 * @param log receives errors, after which a job goes on, and the progress of long work
 */
export function startJobs(
  { config: { databaseUrl, database, retention, webhooks }, site, store, telemetry }: ServerParts,
  { clock, newId }: Runtime,
  log: Log,
  claim: () => Promise<void>,
): BackgroundJobs {
  const failed = (error: unknown) => log.error(error)
  const owner = newId()
  const trace = telemetry?.traceOutbound
  const openFiles = storeFiles(databaseUrl)
  const thread = createImportThread({ databaseUrl, database, openFiles, site }, failed)
  const reprinting = startReprinting({ store, clock, claim }, failed, {
    progress: progress => log.info(progress, 'reprinting articles'),
    other: recorded => log.warn({ recorded, hint: otherEpochHint }, otherEpochNotice(recorded)),
  })
  const indexing = startIndexing(store, failed, progress => log.info(progress, 'indexing articles for the search'))
  const scheduling = startScheduling({ store, clock }, failed)
  const importing = startImporting({ store, clock, owner, keptDays: retention.jobs, run: thread.runImport }, failed)
  const pinging = site.hubs ? startPinging({ store, site, clock, trace }, failed) : undefined
  const { send: plain, close } = createSender(webhooks.allowPrivate)
  const send = traceSend(plain, trace)
  const dispatching = startWebhooks(
    { store, site, clock, newId, send, random: Math.random },
    failed,
    ({ id, settings: { name }, health: { disabled } }) =>
      log.error({ webhook: id, name, reason: disabled?.reason }, 'a webhook was disabled'),
  )
  const pruning = startPruning({ store, clock, owner, retention, readers: site.hubs ? [websubReader] : [] }, failed)
  const expiring = startViewExpiry(store, createViewTime(clock, site.timeZone), failed)
  return {
    async stop() {
      await Promise.all([
        ...[reprinting, indexing, scheduling, pinging, pruning, expiring].map(job => job?.stop()),
        importing.stop().then(thread.close),
        dispatching.stop().then(close),
      ])
    },
  }
}
