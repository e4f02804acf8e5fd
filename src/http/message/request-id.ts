import { type NewId, shortId } from '../../domain/id.ts'

/** The id of a request: its `X-Request-Id`, else a new one. */
export type RequestIdOf = (given?: string | string[] | undefined) => string

/**
 * Keeps the id of a request if it has 1 to 64 letters, digits, `.`, `_` or `-`. A new id is a random prefix of this
 * process and a number: a random id per request would take a tenth of the time of a cached response.
 */
export function createRequestIds(newId: NewId): RequestIdOf {
  const process = shortId(newId())
  let last = 0
  return given => {
    if (typeof given === 'string' && /^[\w.-]{1,64}$/.test(given)) return given
    last += 1
    return `${process}-${last.toString(36)}`
  }
}
