import type { Instant } from '../instant.ts'

/** The configuration and version that prints are made with. A store records one at a time. */
export type RecordedEpoch = {
  /** Its public URL. */
  publicUrl: string
  recordedAt: Instant
}

export interface EpochStore {
  /**
   * Records the epoch of this process, so that articles of other epochs are reprinted with its configuration. Does nothing
   * if the epoch was recorded before, unless `takeOver` is set.
   *
   * @returns the recorded epoch if it is not that of this process afterwards
   */
  claimEpoch(claim: { at: Instant; publicUrl: string; takeOver?: boolean }): Promise<RecordedEpoch | undefined>

  /** The recorded epoch if it is not that of this process, which then reprints nothing. */
  otherEpoch(): Promise<RecordedEpoch | undefined>
}
