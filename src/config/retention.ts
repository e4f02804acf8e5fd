import { z } from 'zod'

const days = (fallback: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(36_500))
    .prefault(String(fallback))
    .meta({
      description,
      allowed: 'a whole number of days from 0 to 36500; 0 keeps everything',
      shown: String(fallback),
    })

/** What of the environment says how long things are kept. */
export const retentionEnvironment = {
  CHANGE_RETENTION_DAYS: days(
    90,
    'Days that the change log is kept. A sync token or event id that is older answers 410 `full-sync-required`. Tombstones are kept for ever.',
  ),
  AUDIT_RETENTION_DAYS: days(730, 'Days that audit entries are kept.'),
  SOURCE_RETENTION_DAYS: days(
    90,
    'Days that the source of an imported article is kept once the article was changed by other than an import.',
  ),
  JOB_RETENTION_DAYS: days(30, 'Days that imports and other jobs can be read of after their end.'),
}

type Set = { [Name in keyof typeof retentionEnvironment]: z.infer<(typeof retentionEnvironment)[Name]> }

/** Days for each kind; 0 = for ever. */
export function retention(set: Set) {
  return Object.freeze({
    changes: set.CHANGE_RETENTION_DAYS,
    audit: set.AUDIT_RETENTION_DAYS,
    sources: set.SOURCE_RETENTION_DAYS,
    jobs: set.JOB_RETENTION_DAYS,
  })
}
