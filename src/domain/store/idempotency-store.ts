import type { Instant } from '../instant.ts'

/** An answer to repeat, byte by byte. */
export type Answered = { status: number; headers: Record<string, string>; body: Uint8Array }

/** Seconds that an answer is kept under its idempotency key. */
export const answeredFor = 86_400

/** Answers by idempotency key. They are written with what they tell of: see `Write`. */
export interface IdempotencyStore {
  /** What an owner was answered under a key, while it is kept. */
  answered(owner: string, key: string, at: Instant): Promise<{ requestHash: string; answer: Answered } | undefined>
}
