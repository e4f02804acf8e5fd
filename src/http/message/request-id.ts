import { type NewId, shortId } from '../../domain/id.ts'

/** The name of a request: its own `X-Request-Id`, else a new one. */
export type RequestIdOf = (given?: string | string[] | undefined) => string

/**
 * A request's own id where it is 1 to 64 letters, digits, `.`, `_`, `-`. A new one is what this process was named at its
 * start and a number: a random id for each would be a tenth of an answer from memory.
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
