import type { Instant } from '../instant.ts'

/** An answer to repeat, byte by byte. */
export type Answered = { status: number; headers: Record<string, string>; body: Uint8Array }

/** How far a request of several writes came; what it holds is for who continues it. */
export type Unfinished = { unfinished: Uint8Array }

/** A request that may be sent again: who sends it, under which key, and what tells it from another one. */
export type Repeatable = { owner: string; key: string; requestHash: string }

/** What is kept under an idempotency key. */
export type KeptAnswer = Pick<Repeatable, 'requestHash'> &
  ({ answer: Answered; unfinished?: undefined } | (Unfinished & { answer?: undefined }))

/** Seconds that an answer is kept under its idempotency key. */
export const answeredFor = 86_400

/** Answers by idempotency key. They are written with what they tell of: see `Write`. */
export interface IdempotencyStore {
  /** What an owner was answered under a key, or how far the request came, while it is kept. */
  answered(owner: string, key: string, at: Instant): Promise<KeptAnswer | undefined>
}
