import type { CorrectionNote } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** A planned publication or a planned expiry of an article. */
export type ScheduledAction = {
  articleId: Id
  kind: 'publish' | 'expire'
  dueAt: Instant
  /** The requester of the schedule. */
  actor: string
  /** The person for whom the requester acted. */
  onBehalfOf?: string | undefined
  /** The note to publish with the edition. */
  correction?: CorrectionNote | undefined
}

/** Changes to a schedule: null = removed, absent = unchanged. */
export type ScheduleChange = {
  [Kind in ScheduledAction['kind']]?: Pick<ScheduledAction, 'dueAt' | 'correction'> | null
}

/** Time of expiry of an article, if one is scheduled. */
export function scheduledExpiry(scheduled: readonly ScheduledAction[]): Instant | undefined {
  return scheduled.find(({ kind }) => kind === 'expire')?.dueAt
}
