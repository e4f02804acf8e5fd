import { AppError } from '../../../domain/error.ts'

/** Seconds after which a client asks again while the index is built. */
const retrySeconds = 10

/** The refusal of a search while the index is built. */
export function indexBuilding(): AppError {
  return new AppError('index-building', 'The search index is being built.', { retryAfter: retrySeconds })
}
