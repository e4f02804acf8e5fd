import type { Instant } from '../../instant.ts'

/** A response as it was sent. It is repeated byte for byte. */
export type StoredResponse = { status: number; headers: Record<string, string>; body: Uint8Array }

/** What a batch has done so far, as JSON of the batch route. A repetition of the request continues from it. */
export type RequestProgress = { unfinished: Uint8Array }

/** A request with an `Idempotency-Key`. The owner is the API key (`key:` and its id); the hash covers method, address and body. */
export type IdempotentRequest = { owner: string; key: string; requestHash: string }

/** What is stored for an idempotency key: the response, or the progress until there is one; no content if that was erased. */
export type IdempotencyRecord = Pick<IdempotentRequest, 'requestHash'> &
  (
    | { answer: StoredResponse; unfinished?: undefined; isErased?: undefined }
    | (RequestProgress & { answer?: undefined; isErased?: undefined })
    | { isErased: true; answer?: undefined; unfinished?: undefined }
  )

/** Seconds for which a response is kept. */
export const responseLifetime = 86_400

/** Responses by idempotency key. `Write` in write.ts saves a response in the same transaction as the write that it answers. */
export interface IdempotencyStore {
  /** Finds the record of a key of an owner, if it has not expired. @param at the current time */
  findResponse(owner: string, key: string, at: Instant): Promise<IdempotencyRecord | undefined>
}
