import { type Clock, now } from '../../domain/instant.ts'
import type { EpochStore, RecordedEpoch } from '../../domain/store/epoch-store.ts'

type Claim = {
  store: EpochStore
  clock: Clock
  /** Public URL of this process. */
  publicUrl: string
  /** Whether the URL is derived from host and port because PUBLIC_URL is not set. */
  isDerived: boolean
  /** Whether a server listens at the host and port of a URL. */
  isListening: (url: string) => Promise<boolean>
}

/**
 * Records the epoch of a starting server if the store does not have it yet.
 *
 * Without PUBLIC_URL the address depends on the port. If an older epoch differs only in the port, and nothing listens
 * there any more, this server takes over: links to the old port would be dead.
 */
export async function claimEpoch({ store, clock, publicUrl, isDerived, isListening }: Claim): Promise<void> {
  const claim = { at: now(clock), publicUrl }
  const other = await store.claimEpoch(claim)
  if (!other || !isDerived || !isOtherPort(other.publicUrl, publicUrl)) return
  if (!(await isListening(other.publicUrl))) await store.claimEpoch({ ...claim, takeOver: true })
}

/** Whether two URLs differ only in their port. */
function isOtherPort(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)]
  if (a.port === b.port) return false
  b.port = a.port
  return a.href === b.href
}

/** Log message of a process whose configuration is not the recorded one. */
export function otherEpochNotice({ publicUrl, recordedAt }: RecordedEpoch): string {
  return `The store records another configuration or version (PUBLIC_URL ${publicUrl}, since ${recordedAt}). This process reprints no articles. A server with the recorded configuration reprints what this process publishes.`
}

export const otherEpochHint =
  'Run all processes with the same version, PUBLIC_URL and SITE_ settings, or run "offprint reprint --take-over" with the settings of this process.'
