import type { CorrectionNote } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** A planned publication and expiry of an article. */
export type Scheduled = {
  articleId: Id
  kind: 'publish' | 'expire'
  dueAt: Instant
  /** The requester of the schedule. */
  actor: string
  onBehalfOf?: string | undefined
  /** The note to publish with the edition. */
  correction?: CorrectionNote | undefined
}

/** Changes to a schedule: null = removed, absent = unchanged. */
export type Schedule = { [Kind in Scheduled['kind']]?: Pick<Scheduled, 'dueAt' | 'correction'> | null }

/** Time of expiry of an article, if one is scheduled. */
export function expiryIn(scheduled: readonly Scheduled[]): Instant | undefined {
  return scheduled.find(({ kind }) => kind === 'expire')?.dueAt
}
