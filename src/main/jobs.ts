import { otherEpochHint, otherEpochNotice } from '../change/leased/epoch.ts'
import { startReprinting } from '../change/leased/reprint.ts'
import { startPruning } from '../change/leased/retention.ts'
import { startPinging, websubReader } from '../change/leased/websub.ts'
import { startImporting } from '../editorial/import/queue.ts'
import { startScheduling } from '../editorial/scheduler.ts'
import type { Log } from '../http/server/log.ts'
import { importFolder, storeFiles } from '../store/open.ts'
import { createImportThread } from '../thread/pool.ts'
import type { Runtime, ServerParts } from './http-server.ts'

export type BackgroundJobs = {
  /** Stops them when the running batches are done. */
  stop(): Promise<void>
}

/**
 * Starts the background jobs. They run once, in the primary process, for any number of server processes.
 *
 * @param log receives errors, after which a job goes on, and the progress of long work
 */
export function startJobs(
  { config: { databaseUrl, retention }, site, store }: ServerParts,
  { clock, newId }: Runtime,
  log: Log,
): BackgroundJobs {
  const failed = (error: unknown) => log.error(error)
  const folder = importFolder(databaseUrl)
  const owner = newId()
  const thread = createImportThread({ databaseUrl, openFiles: storeFiles(databaseUrl), site, folder }, failed)
  const reprinting = startReprinting({ store, clock }, failed, {
    progress: progress => log.info(progress, 'reprinting articles'),
    other: recorded => log.warn({ recorded, hint: otherEpochHint }, otherEpochNotice(recorded)),
  })
  const scheduling = startScheduling({ store, clock }, failed)
  const importing = startImporting(
    { store, clock, folder, owner, keptDays: retention.jobs, run: thread.runImport },
    failed,
  )
  const pinging = site.hubs ? startPinging({ store, site, clock }, failed) : undefined
  const pruning = startPruning({ store, clock, owner, retention, readers: site.hubs ? [websubReader] : [] }, failed)
  return {
    async stop() {
      await reprinting.stop()
      await scheduling.stop()
      await importing.stop()
      await thread.close()
      await pinging?.stop()
      await pruning.stop()
    },
  }
}
