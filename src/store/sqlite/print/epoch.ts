import type { EpochStore, RecordedEpoch } from '../../../domain/store/epoch-store.ts'
import type { Connection } from '../database/connection.ts'
import { instantAt, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import type { recordedEpoch } from '../schema/epoch.ts'

type EpochRow = typeof recordedEpoch.$inferSelect

/** The epoch that the store records, compared with the epoch of this process. */
export type Epoch = {
  /** The epoch of this process. */
  own: string
  /** The recorded epoch, if it is another one. */
  other(): RecordedEpoch | undefined
  /** Whether the epoch of this process is recorded. Only then it reprints articles of other epochs. */
  isRecorded(): boolean
}

export function createEpoch(connection: Connection, own: string): Epoch {
  const newest = connection.prepare<[], EpochRow>('SELECT * FROM recorded_epoch ORDER BY ordinal DESC LIMIT 1')
  return {
    own,
    other() {
      const row = newest.get()
      if (!row || row.epoch === own) return undefined
      return { publicUrl: row.public_url, recordedAt: instantAt(row.recorded_at) }
    },
    isRecorded: () => newest.get()?.epoch === own,
  }
}

/** @param epoch on the writing connection */
export function createEpochStore(connection: Connection, writer: Writer, epoch: Epoch): EpochStore {
  const isKnown = connection.prepare<[string], 1>('SELECT 1 FROM recorded_epoch WHERE epoch = ?').pluck()
  const record = connection.prepare<[{ epoch: string; publicUrl: string; at: number }]>(
    `INSERT INTO recorded_epoch (epoch, ordinal, public_url, recorded_at)
     VALUES (@epoch, (SELECT coalesce(max(ordinal), 0) + 1 FROM recorded_epoch), @publicUrl, @at)
     ON CONFLICT (epoch) DO UPDATE SET ordinal = excluded.ordinal, public_url = excluded.public_url,
       recorded_at = excluded.recorded_at`,
  )
  return {
    claimEpoch({ at, publicUrl, takeOver = false }) {
      return writer.write(() => {
        const isDue = takeOver ? !epoch.isRecorded() : isKnown.get(epoch.own) === undefined
        if (isDue) record.run({ epoch: epoch.own, publicUrl, at: stored(at) })
        return epoch.other()
      })
    },
    async otherEpoch() {
      return epoch.other()
    },
  }
}
