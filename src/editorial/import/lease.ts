import type { Lease } from '../../domain/import/step.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'

/** Seconds after which another process may run the import of a process that died. */
const leaseSeconds = 5

/** A lease that starts now. */
export function leaseOf(owner: string, clock: Clock): Lease {
  return { owner, until: addSeconds(now(clock), leaseSeconds) }
}
