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
      allowed: 'a whole number of days from 0 to 36500; 0 = for ever',
      shown: String(fallback),
    })

/** Variables for how long records are kept. */
export const retentionEnvironment = {
  CHANGE_RETENTION_DAYS: days(
    90,
    'Days that the change log is kept. An older sync token or event id answers 410 `full-sync-required`. Tombstones are kept for ever.',
  ),
  AUDIT_RETENTION_DAYS: days(730, 'Days that audit entries are kept.'),
  SOURCE_RETENTION_DAYS: days(
    90,
    'Days that the source file of an imported article is kept after the article was edited.',
  ),
  JOB_RETENTION_DAYS: days(30, 'Days that imports and other jobs are kept after they end.'),
  VIEW_RETENTION_DAYS: days(
    730,
    'Days that views are kept by day, at least the last 30. Older days remain in the totals, and cannot be imported.',
  ),
}

type RetentionValues = { [Name in keyof typeof retentionEnvironment]: z.infer<(typeof retentionEnvironment)[Name]> }

/** Days for each kind; 0 = for ever. */
export function retention(values: RetentionValues) {
  return Object.freeze({
    changes: values.CHANGE_RETENTION_DAYS,
    audit: values.AUDIT_RETENTION_DAYS,
    sources: values.SOURCE_RETENTION_DAYS,
    jobs: values.JOB_RETENTION_DAYS,
    views: values.VIEW_RETENTION_DAYS,
  })
}
