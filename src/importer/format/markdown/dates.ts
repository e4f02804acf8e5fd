import type { Manuscript } from '../../../domain/content/manuscript.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { FileName } from '../../fact/file-name.ts'
import { asText, type Members } from '../../fact/member.ts'
import { readDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import type { ParseOptions } from '../../importer.ts'

type Dates = Partial<Pick<Manuscript, 'publishedAt' | 'publishedPrecision' | 'updatedAt' | 'expiresAt'>> & {
  /** The latest date before which the article must not be published. */
  notBefore: Instant | undefined
}

/** Reads the dates of publication, modification and expiry. Adds a note for an unreadable date. */
export function datesOf(
  from: Members,
  { options, file, reporter }: { options: ParseOptions; file: FileName; reporter: Reporter },
): Dates {
  const at = (label: string, names: string[]) => {
    for (const name of names) {
      const value = from.peek(name)
      if (value === undefined || value === null || value === '' || typeof value === 'boolean') continue
      const read = readDate(value, options)
      if (!('unread' in read)) {
        from.take(name)
        return read
      }
      const detail = `The ${label} date "${String(asText(value)).slice(0, 60)}" was left out: ${read.unread}.`
      reporter.note('date-unread', detail, { line: 1 })
    }
    return undefined
  }
  const published =
    at('publication', [
      'date',
      'pubDate',
      'publishDate',
      'published',
      'publishedAt',
      'published_at',
      'datePublished',
      'published_date',
      'publishedDate',
      'publish_date',
      'published_on',
      'posted',
      'created',
      'created_at',
      'createdAt',
      'dateCreated',
    ]) ?? (file.day === undefined ? undefined : (at('file name’s', []) ?? nameDate(file.day, options, reporter)))
  const updated = at('modification', [
    'lastmod',
    'updatedDate',
    'updated',
    'updated_at',
    'updatedAt',
    'modified',
    'last_modified_at',
    'last_modified',
    'lastModified',
    'dateModified',
    'modified_date',
    'modDatetime',
    'update_date',
    'revised',
  ])
  const expires = at('expiry', [
    'expiryDate',
    'expires',
    'expiresAt',
    'expires_at',
    'expiry',
    'unpublishDate',
    'expirydate',
  ])
  const releases = releaseNames.map(name => at('release', [name])?.at)
  const notBefore = [published?.at, ...releases]
    .filter(one => one !== undefined)
    .sort()
    .at(-1)
  return {
    notBefore,
    ...(published && { publishedAt: published.at, publishedPrecision: published.precision }),
    ...(updated && { updatedAt: updated.at }),
    ...(expires && { expiresAt: expires.at }),
  }
}

/** Members with a date before which a site does not publish an article. */
const releaseNames = [
  ...['publishDate', 'publish_on', 'publishAt', 'publish', 'publishedAt', 'publishedDate', 'published_on', 'published'],
  ...['embargo', 'embargoUntil', 'embargoedUntil', 'embargoDate', 'notBefore', 'releaseDate', 'goLive', 'goLiveDate'],
  ...['scheduled', 'scheduledAt', 'scheduledFor', 'scheduleDate', 'availableFrom', 'visibleFrom', 'liveAt'],
]

function nameDate(day: string, options: ParseOptions, reporter: Reporter) {
  const read = readDate(day, options)
  if (!('unread' in read)) return read
  reporter.note('date-unread', `The date "${day}" in the file name was left out: ${read.unread}.`)
  return undefined
}
