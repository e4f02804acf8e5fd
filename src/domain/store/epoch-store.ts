import type { Instant } from '../instant.ts'

/** The configuration and version that prints are made with: one is recorded in a store at a time. */
export type RecordedEpoch = {
  /** Where its readers reach it. */
  publicUrl: string
  recordedAt: Instant
}

export interface EpochStore {
  /**
   * Records the epoch of this process, so that prints of other epochs are made again with its configuration. Does nothing
   * where the epoch was recorded before: then only `takeOver` records it once more.
   *
   * @returns the recorded epoch where it is another than this process's after that
   */
  claimEpoch(claim: { at: Instant; publicUrl: string; takeOver?: boolean }): Promise<RecordedEpoch | undefined>

  /** The recorded epoch, where it is another than this process's: then this process makes no print again. */
  otherEpoch(): Promise<RecordedEpoch | undefined>
}
