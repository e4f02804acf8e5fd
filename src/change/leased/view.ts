import type { ViewTime } from '../../domain/page/view.ts'
import type { ViewStore } from '../../domain/store/view-store.ts'
import { type BackgroundTask, startTask } from '../../editorial/background-task.ts'

/** Milliseconds between two batches, so that other writers can run, and between two rounds. */
const batchPause = 20
const idlePause = 30_000

/**
 * Removes hours and days from the windows of popular articles when they are over. Several machines may do it: each batch is
 * one transaction.
 *
 * @param failed receives errors; the next round retries
 */
export function startViewExpiry(
  store: Pick<ViewStore, 'expireViews'>,
  time: () => ViewTime,
  failed: (error: unknown) => void,
): BackgroundTask {
  return startTask(async () => ((await store.expireViews(time())) ? batchPause : idlePause), failed, idlePause)
}
