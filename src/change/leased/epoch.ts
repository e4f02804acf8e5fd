import { type Clock, now } from '../../domain/instant.ts'
import type { EpochStore, RecordedEpoch } from '../../domain/store/epoch-store.ts'

type Claim = {
  store: EpochStore
  clock: Clock
  /** Where readers reach this process. */
  publicUrl: string
  /** Whether that follows from host and port, because PUBLIC_URL is not set. */
  isDerived: boolean
  /** Whether anything listens at the host and port of a URL. */
  isListening: (url: string) => Promise<boolean>
}

/**
 * Records the configuration of a server that starts, if the store does not know it yet.
 *
 * Without PUBLIC_URL the address follows from the port. Links to a port where nothing listens any more are of no use to
 * anyone: then a configuration that was recorded before takes over.
 */
export async function claimEpoch({ store, clock, publicUrl, isDerived, isListening }: Claim): Promise<void> {
  const claim = { at: now(clock), publicUrl }
  const other = await store.claimEpoch(claim)
  if (!other || !isDerived || !isOtherPort(other.publicUrl, publicUrl)) return
  if (!(await isListening(other.publicUrl))) await store.claimEpoch({ ...claim, takeOver: true })
}

/** Whether two addresses differ in their port, and in nothing else. */
function isOtherPort(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)]
  if (a.port === b.port) return false
  b.port = a.port
  return a.href === b.href
}

/** What an operator is told in a process whose configuration is not the recorded one. */
export function otherEpochNotice({ publicUrl, recordedAt }: RecordedEpoch): string {
  return `The store records another configuration or version (PUBLIC_URL ${publicUrl}, since ${recordedAt}). This process prints no article again; what it publishes is printed again by a server of that configuration.`
}

/** What can be done about it. */
export const otherEpochHint =
  'Give all processes the same version, PUBLIC_URL and SITE_ settings, or run "offprint reprint --take-over" with these.'
