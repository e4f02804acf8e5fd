import { AppError } from '../../../domain/error.ts'
import { type Clock, now } from '../../../domain/instant.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Epoch } from './epoch.ts'
import type { Reprint } from './reprint.ts'

/** How often a read makes prints again before it gives up: processes of other epochs may publish in between. */
const maxAttempts = 10

/**
 * Reads until every print in the answer is of this process's epoch, where that is the recorded one. A process of any
 * other epoch reads once, and takes prints as they are stored.
 */
export type CurrentEpochReader = <Answer>(
  read: () => Answer,
  printsIn: (answer: Answer) => readonly Pick<StoredPrint, 'articleId' | 'epoch'>[],
) => Promise<Answer>

export function createCurrentEpochReader(
  reprint: Reprint,
  { epoch, clock }: { epoch: Epoch; clock: Clock },
): CurrentEpochReader {
  return async (read, printsIn) => {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const answer = read()
      const stale = printsIn(answer).filter(print => print.epoch !== epoch.own)
      if (stale.length === 0 || !epoch.isRecorded()) return answer
      const ids = stale.map(print => print.articleId)
      await reprint.renew(ids, now(clock))
    }
    throw new AppError('unavailable', 'The answer is being prepared.', {
      hint: 'Processes of another configuration publish faster than this one prints. Give all of them the same.',
    })
  }
}
