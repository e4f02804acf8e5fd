import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { Restored } from '../../editorial/history/restore.ts'

const max = 1_000_000_000
const edition = z.int('must be the number of an edition').min(1, 'must be at least 1').max(max)
const version = z.int('must be the number of a version').min(1, 'must be at least 1').max(max)

/** The state to restore. */
export const restoration = z.strictObject({ edition: edition.optional(), version: version.optional() }).meta({
  id: 'Restoration',
  examples: [{ edition: 1 }, { version: 12 }],
  description: 'Send exactly one of the members.',
})

/** @throws AppError `invalid-request` if a request has both or neither */
export function restoredOf({ edition: number, version: wanted }: z.infer<typeof restoration>): Restored {
  if (number !== undefined && wanted === undefined) return { edition: number }
  if (wanted !== undefined && number === undefined) return { version: wanted }
  const detail = 'Send either "edition" or "version".'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'invalid', detail }],
  })
}
