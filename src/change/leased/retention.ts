import { addSeconds, type Clock, now } from '../../domain/instant.ts'
import { type Perishable, perishable, type RetentionStore } from '../../domain/store/retention-store.ts'
import { type Rounds, startRounds } from '../../editorial/rounds.ts'

/** Milliseconds between two batches, so that other writers get their turn, and between two rounds. */
const batchPause = 20
const idlePause = 3_600_000
/** Seconds for which a process has the work to itself. A batch takes a fraction of one. */
const leaseSeconds = 60

/** Days after which each kind is removed; 0 = never. */
export type Retention = Readonly<Record<Perishable, number>>

export type RetentionDeps = {
  store: RetentionStore
  clock: Clock
  /** Of this process, new with every start. */
  owner: string
  retention: Retention
  /** Readers of the change log whose place in it is respected. */
  readers: readonly string[]
}

/**
 * Removes what is older than the retention settings allow, in small batches, by one process at a time.
 *
 * @param failed told of what went wrong; the next round tries again
 */
export function startPruning(deps: RetentionDeps, failed: (error: unknown) => void): Rounds {
  return startRounds(async () => ((await pruneOnce(deps)) ? batchPause : idlePause), failed, idlePause)
}

/** One batch of whatever is too old. False = nothing is, or another process has the work. */
export async function pruneOnce({ store, clock, owner, retention, readers }: RetentionDeps): Promise<boolean> {
  const at = now(clock)
  const hasLease = await store.claimRetention({ owner, until: addSeconds(at, leaseSeconds) }, at)
  if (!hasLease) return false
  for (const kind of perishable) {
    const days = retention[kind]
    if (days > 0 && (await store.prune(kind, addSeconds(at, -days * 86_400), readers))) return true
  }
  return false
}
