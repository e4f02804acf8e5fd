import type { Article } from '../../domain/article/article.ts'
import type { UndatedRule } from '../../domain/import/job.ts'
import type { Instant } from '../../domain/instant.ts'
import { draftNote } from '../../importer/fact/restriction.ts'
import type { ImportNote } from '../../importer/importer.ts'
import type { ImportItem } from '../../importer/source/run.ts'

/** Why an article that its source publishes must not be published now. An export of Offprint states what was public. */
export function scheduleHold(
  { imported: { status, manuscript, notBefore } }: ImportItem,
  at: Instant,
): ImportNote | undefined {
  const { expiresAt, publishedAt, exported } = manuscript
  if (status !== 'publishable') return undefined
  if (expiresAt !== undefined && expiresAt <= at) return draftNote('expired', `The expiry ${expiresAt}`)
  const from = [publishedAt, notBefore]
    .filter(one => one !== undefined && one > at)
    .sort()
    .at(-1)
  return from === undefined || exported?.identity ? undefined : draftNote('scheduled', `The date ${from}`)
}

/** Why an article without a date must not be published: with the date of the import it would be the newest of all. */
export function undatedHold(
  current: Article | undefined,
  { imported: { status, manuscript }, isOnly }: ImportItem,
  { publish, undated }: { publish: boolean; undated: UndatedRule | 'single' },
): ImportNote | undefined {
  const isUndated = publish && status === 'publishable' && manuscript.publishedAt === undefined
  const isPublished = (current?.edition ?? 0) > 0 || manuscript.exported?.identity !== undefined
  if (!isUndated || isPublished || undated === 'publish' || (undated === 'single' && isOnly)) return undefined
  const detail =
    'No date was found in the source. The article is a draft. Add a date to the source, or import with undated=publish.'
  return { code: 'undated', detail }
}
