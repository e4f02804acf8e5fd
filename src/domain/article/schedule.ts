import type { CorrectionNote } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'

/** What is to happen to an article, and when. */
export type Scheduled = {
  articleId: Id
  kind: 'publish' | 'expire'
  dueAt: Instant
  /** Who asked for it. */
  actor: string
  onBehalfOf?: string | undefined
  /** Goes with the publication. */
  correction?: CorrectionNote | undefined
}

/** Changes to it: null = nothing any more, absent = as before. */
export type Schedule = { [Kind in Scheduled['kind']]?: Pick<Scheduled, 'dueAt' | 'correction'> | null }

/** When an article expires, as far as it is scheduled. */
export function expiryIn(scheduled: readonly Scheduled[]): Instant | undefined {
  return scheduled.find(({ kind }) => kind === 'expire')?.dueAt
}
