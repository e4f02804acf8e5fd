import { instantAt } from '../../../domain/instant.ts'
import type { EpochStore, RecordedEpoch } from '../../../domain/store/epoch-store.ts'
import { recordedEpoch } from '../../schema/epoch.ts'
import type { Connection } from '../database/connection.ts'
import { desc, sql } from '../database/drizzle.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, prepared } from '../database/statement.ts'
import { stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'

/** The epoch that the store records, compared with the epoch of this process. */
export type Epoch = {
  /** The epoch of this process. */
  own: string
  /** The recorded epoch, if it is another one. */
  other(): Routine<RecordedEpoch | undefined>
  /** Whether the epoch of this process is recorded. Only then it reprints articles of other epochs. */
  isRecorded(): Routine<boolean>
}

export function createEpoch(connection: Connection, own: string): Epoch {
  const newest = prepared(connection.db.select().from(recordedEpoch).orderBy(desc(recordedEpoch.ordinal)).limit(1))
  return {
    own,
    *other() {
      const row = yield* newest.get()
      if (!row || row.epoch === own) return undefined
      return { publicUrl: row.public_url, recordedAt: instantAt(row.recorded_at) }
    },
    *isRecorded() {
      return (yield* newest.get())?.epoch === own
    },
  }
}

/** @param epoch on the connection that writes */
export function createEpochStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
  epoch: Epoch,
): EpochStore {
  const seen = createEpoch(reader, epoch.own)
  const { db } = connection
  const isKnown = createKnownCheck(reader, epoch.own)
  const isKnownToWriter = createKnownCheck(connection, epoch.own)
  const next = db.select({ ordinal: sql`coalesce(max(${recordedEpoch.ordinal}), 0) + 1` }).from(recordedEpoch)
  const record = prepared(
    db
      .insert(recordedEpoch)
      .values({
        epoch: bound('epoch'),
        ordinal: sql`${next}`,
        public_url: bound('publicUrl'),
        recorded_at: bound('at'),
      })
      .onConflictDoUpdate({
        target: recordedEpoch.epoch,
        set: {
          ordinal: excluded(recordedEpoch.ordinal),
          public_url: excluded(recordedEpoch.public_url),
          recorded_at: excluded(recordedEpoch.recorded_at),
        },
      }),
  )
  const { otherEpoch } = reads<Pick<EpochStore, 'otherEpoch'>>(reader, { otherEpoch: () => seen.other() })
  const { claimEpoch } = writes<Pick<EpochStore, 'claimEpoch'>>(writer, {
    *claimEpoch({ at, publicUrl, takeOver = false }) {
      const isDue = takeOver ? !(yield* epoch.isRecorded()) : !(yield* isKnownToWriter())
      if (isDue) yield* record.run({ epoch: epoch.own, publicUrl, at: stored(at) })
      return yield* epoch.other()
    },
  })
  return {
    otherEpoch,
    // Nearly always there is nothing to write, and a server also starts on a database that cannot be written now.
    claimEpoch: async claim => (!claim.takeOver && (await reader.read(isKnown)) ? otherEpoch() : claimEpoch(claim)),
  }
}

/** Whether an epoch was recorded before, also if another is recorded now. */
function createKnownCheck({ db }: Connection, epoch: string): () => Routine<boolean> {
  const known = prepared(
    db.select({ epoch: recordedEpoch.epoch }).from(recordedEpoch).where(equals(recordedEpoch.epoch, 'epoch')),
  )
  return function* () {
    return (yield* known.get({ epoch })) !== undefined
  }
}
