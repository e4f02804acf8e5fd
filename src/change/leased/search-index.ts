import type { IndexProgress, SearchStore } from '../../domain/store/search-store.ts'
import { type BackgroundTask, startTask } from '../../editorial/background-task.ts'
import { createProgressReporter } from './progress.ts'

/** Milliseconds between two batches, so that other writers can run, and between two checks when there is no work. */
const batchPause = 5
const idlePause = 60_000

/**
 * Indexes the articles of a store for the search in the background, if its index is missing or of another version. Several
 * processes may run this on one store: each batch goes on where the last one ended.
 *
 * @param failed receives errors; the next round retries
 */
export function startIndexing(
  store: Pick<SearchStore, 'indexArticles'>,
  failed: (error: unknown) => void,
  progress: (progress: IndexProgress) => void = () => undefined,
): BackgroundTask {
  const reportProgress = createProgressReporter((indexed, left) => progress({ indexed, left }))
  const round = async () => {
    const { indexed, left } = await store.indexArticles()
    reportProgress(indexed, left)
    return left > 0 ? batchPause : idlePause
  }
  return startTask(round, failed, batchPause)
}
