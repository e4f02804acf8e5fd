import { AppError } from '../../../domain/error.ts'
import { type Clock, now } from '../../../domain/instant.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import type { Epoch } from './epoch.ts'
import type { Reprint } from './reprint.ts'

/** Attempts before a read fails: processes of other epochs may publish in between. */
const maxAttempts = 10

/**
 * Reads, and reprints articles of other epochs, until every print in the result has the epoch of this process. A process
 * whose epoch is not the recorded one reads once, and returns prints as they are stored.
 */
export type CurrentEpochReader = <Result>(
  read: () => Result | Promise<Result>,
  printsIn: (result: Result) => readonly Pick<StoredPrint, 'articleId' | 'epoch'>[],
) => Promise<Result>

export function createCurrentEpochReader(
  reader: Connection,
  reprint: Reprint,
  { epoch, clock }: { epoch: Epoch; clock: Clock },
): CurrentEpochReader {
  return async (read, printsIn) => {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      const result = await read()
      const stale = printsIn(result).filter(print => print.epoch !== epoch.own)
      if (stale.length === 0 || !(await reader.read(() => epoch.isRecorded()))) return result
      const ids = stale.map(print => print.articleId)
      await reprint.renew(ids, now(clock))
    }
    throw new AppError('unavailable', 'The response is not ready yet.', {
      hint: 'Processes with another configuration publish faster than this one reprints. Give all processes the same configuration.',
    })
  }
}
