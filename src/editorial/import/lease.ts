import type { Lease } from '../../domain/import/step.ts'
import { addSeconds, type Clock, now } from '../../domain/instant.ts'

/** Seconds after which an import of a process that died goes to another. */
const leaseSeconds = 5

/** A lease from now on. */
export function leaseOf(owner: string, clock: Clock): Lease {
  return { owner, until: addSeconds(now(clock), leaseSeconds) }
}
