import type { Manuscript } from '../../../domain/content/manuscript.ts'
import type { Instant } from '../../../domain/instant.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import type { FileName } from '../../fact/file-name.ts'
import type { Members } from '../../fact/member.ts'
import { firstDate } from '../../fact/read-date.ts'
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
      const read = firstDate(label, [from.peek(name)], options, reporter.note)
      if (read) from.take(name)
      if (read) return read
    }
    return undefined
  }
  const stated =
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
    ]) ?? firstDate('file name’s', [file.day], options, reporter.note)
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
  const published = stated ?? derivedDate(placesOf(from, options.name), updated, options, reporter.note)
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

function placesOf(from: Members, name: string): [place: string, text: unknown][] {
  const aliases = ['aliases', 'alias', 'redirect_from', 'redirects', 'old_urls', 'previous_urls']
  return [
    ...['permalink', 'url', 'path', 'slug'].map((own): [string, unknown] => ['the permalink', from.peek(own)]),
    ...aliases.flatMap(own => [from.peek(own)].flat(3).map((text): [string, unknown] => ['an alias', text])),
    ['the path of the file', name],
  ]
}
