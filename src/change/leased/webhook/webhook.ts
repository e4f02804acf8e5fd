import type { StoredWebhook } from '../../../domain/webhook/webhook.ts'
import { type BackgroundTask, startTask } from '../../../editorial/background-task.ts'
import { createDispatcher, type DispatcherTools } from './dispatcher.ts'

/** Milliseconds between two checks when there is no work. */
const idlePause = 250
/** Milliseconds in which further responses arrive, because a round for each of them takes longer than for all of them. */
const collectPause = 20

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
    if ((await dispatcher.round()) === 0) await dispatcher.idle(idlePause, stopping)
    return collectPause
  }
  const task = startTask(round, failed, 1000)
  return {
    async stop() {
      await task.stop()
      await dispatcher.stop().catch(failed)
    },
  }
}
