import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import { type Perishable, perishable, type RetentionStore } from '../../domain/store/log/retention-store.ts'
import type { WebhookStore } from '../../domain/store/webhook-store.ts'
import { stateOf, webhookReader } from '../../domain/webhook/webhook.ts'
import { type BackgroundTask, startTask } from '../../editorial/background-task.ts'

/** Milliseconds between two batches, so that other writers can run, and between two rounds. */
const batchPause = 20
const idlePause = 3_600_000
/** Duration of the lease in seconds. A batch takes a fraction of a second. */
const leaseSeconds = 60

/** Days after which records of each kind are removed; 0 = never. */
export type Retention = Readonly<Record<Perishable, number>>

export type RetentionDeps = {
  store: RetentionStore & Pick<WebhookStore, 'webhooks'>
  clock: Clock
  /** Lease owner: a new id for every start of a process. */
  owner: string
  retention: Retention
  /** Readers of the change log besides webhooks. Rows that one of them or an active webhook has not read are kept. */
  readers: readonly string[]
}

/**
 * Removes records that are older than the retention settings allow, in small batches. One process at a time does it.
 *
 * @param failed receives errors; the next round retries
 */
export function startPruning(deps: RetentionDeps, failed: (error: unknown) => void): BackgroundTask {
  return startTask(async () => ((await pruneOnce(deps)) ? batchPause : idlePause), failed, idlePause)
}

/** Removes one batch of expired records. False = nothing has expired, or another process has the lease. */
export async function pruneOnce({ store, clock, owner, retention, readers }: RetentionDeps): Promise<boolean> {
  const at = now(clock)
  const hasLease = await store.claimRetention({ owner, until: addSeconds(at, leaseSeconds) }, at)
  if (!hasLease) return false
  const active = (await store.webhooks()).filter(one => stateOf(one) === 'active').map(({ id }) => webhookReader(id))
  for (const kind of perishable) {
    const days = retention[kind]
    if (days > 0 && (await store.prune(kind, addSeconds(at, -days * 86_400), [...readers, ...active]))) return true
  }
  return false
}
