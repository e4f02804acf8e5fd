import type { Manuscript } from '../../../domain/content/manuscript.ts'
import { attribute } from '../../blocks/element.ts'
import { derivedDate } from '../../fact/derived-date.ts'
import { memberOf } from '../../fact/member.ts'
import { firstDate } from '../../fact/read-date.ts'
import type { Reporter } from '../../fact/report.ts'
import type { ParseOptions } from '../../importer.ts'
import { itemprop, type Meta } from './meta.ts'
import { hasWord, type Page, visibleTime } from './page.ts'
import type { Dateline } from './page-dateline.ts'

type Sources = { data: unknown; meta: Meta; line: Dateline; canonicalUrl: string | undefined }

/** The dates of publication, modification and expiry that a page states. Adds a note for an unreadable date. */
export function pageDates(
  page: Page,
  { data, meta, line, canonicalUrl }: Sources,
  options: ParseOptions,
  reporter: Reporter,
): Pick<Manuscript, 'publishedAt' | 'publishedPrecision' | 'updatedAt' | 'expiresAt'> {
  const first = (label: string, values: unknown[]) => firstDate(label, values, options, reporter.note)
  const stated = first('publication', [
    memberOf(data, 'datePublished'),
    ...meta.all(
      'article:published_time',
      'og:article:published_time',
      'datepublished',
      'parsely-pub-date',
      'sailthru.date',
      'citation_publication_date',
      'dc.date.issued',
      'dcterms.created',
      'dc.date',
      'date',
      'pubdate',
      'publish-date',
      'publication_date',
    ),
    itemprop(page, 'datePublished'),
    visibleTime(page),
    memberOf(data, 'dateCreated'),
    line.published,
  ])
  const updated = first('modification', [
    memberOf(data, 'dateModified'),
    ...meta.all('article:modified_time', 'og:updated_time', 'dcterms.modified', 'last-modified', 'lastmod'),
    itemprop(page, 'dateModified'),
    updatedTime(page),
    line.updated,
  ])
  const places = [
    ['the permalink', canonicalUrl],
    ['the path of the file', options.name],
  ] as const
  const published = stated ?? derivedDate(places, updated, options, reporter.note)
  const expires = first('expiry', [memberOf(data, 'expires'), ...meta.all('article:expiration_time')])
  return {
    ...(published && { publishedAt: published.at, publishedPrecision: published.precision }),
    ...(updated && { updatedAt: updated.at }),
    ...(expires && { expiresAt: expires.at }),
  }
}

function updatedTime(page: Page): string | undefined {
  const element = page
    .named('time')
    .find(one => hasWord(one, 'className', 'updated') && attribute(one, 'dateTime') !== undefined)
  return element && attribute(element, 'dateTime')
}
