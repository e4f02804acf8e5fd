import type { Lease } from '../../domain/import/step.ts'
import { type Clock, type Instant, instantOf } from '../../domain/instant.ts'

/** Seconds after which an import of a process that died goes to another. */
const leaseSeconds = 5

/** A lease from now on. */
export function leaseOf(owner: string, clock: Clock): Lease {
  return { owner, until: later(clock, leaseSeconds) }
}

export function later(clock: Clock, seconds: number): Instant {
  return instantOf(new Date(clock().getTime() + seconds * 1000)) ?? '9999-12-31T23:59:59Z'
}
