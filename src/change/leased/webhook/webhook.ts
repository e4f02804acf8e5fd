import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import { type BackgroundTask, startTask } from '../../../editorial/background-task.ts'
import { createDispatcher, type DispatcherTools } from './dispatcher.ts'

/** Milliseconds until the next check when there is no work; it comes earlier when a request ends. */
const idlePause = 250
/** Milliseconds between two rounds, so that responses that arrive together share one round. */
const collectPause = 20
/** Milliseconds until the next round after an error. */
const retryPause = 1000

/**
 * Sends changes to webhooks in the background.
 *
 * @param failed receives errors of this process; failures of receivers are kept with the deliveries
 * @param disabled called for each webhook that was disabled because its receiver failed
 */
export function startWebhooks(
  tools: DispatcherTools,
  failed: (error: unknown) => void,
  disabled: (webhook: StoredWebhook) => void,
): BackgroundTask {
  const dispatcher = createDispatcher(tools, { disabled, failed })
  const round = async (stopping: AbortSignal) => {
    const done = await dispatcher.round()
    if (done === 0) await dispatcher.idle(idlePause, stopping)
    return collectPause
  }
  const task = startTask(round, failed, retryPause)
  return {
    async stop() {
      await task.stop()
      await dispatcher.stop().catch(failed)
    },
  }
}
