import type { Instant } from '../instant.ts'

/** A response to repeat, byte by byte. */
export type Answered = { status: number; headers: Record<string, string>; body: Uint8Array }

/** The progress of a request with several writes, for the request that continues it. */
export type Unfinished = { unfinished: Uint8Array }

/** A request that may be sent again: its owner, its idempotency key and the hash of its content. */
export type Repeatable = { owner: string; key: string; requestHash: string }

/** The record of an idempotency key. */
export type KeptAnswer = Pick<Repeatable, 'requestHash'> &
  ({ answer: Answered; unfinished?: undefined } | (Unfinished & { answer?: undefined }))

/** Seconds that a response is kept. */
export const answeredFor = 86_400

/** Responses by idempotency key. They are saved in the transaction of their write: see `Write`. */
export interface IdempotencyStore {
  /** The response to an owner for a key, or the progress of the request, until it expires. */
  answered(owner: string, key: string, at: Instant): Promise<KeptAnswer | undefined>
}
