import type { Image } from '../../../domain/body/image.ts'
import type { Manuscript } from '../../../domain/content/manuscript.ts'
import { isSlug, slugify } from '../../../domain/text/slug.ts'
import { attribute, lineOf } from '../../blocks/element.ts'
import { fileBase } from '../../blocks/file-address.ts'
import { absoluteUrl, decodedPart, longestBase, unknownSite, urlOrPath } from '../../fact/address.ts'
import { asText, memberOf } from '../../fact/member.ts'
import { authorsOf, termsOf } from '../../fact/people.ts'
import { excerpt, type Reporter } from '../../fact/report.ts'
import type { ParseOptions } from '../../importer.ts'
import { isRecord } from '../../json/value.ts'
import { plainLine } from '../../tree/plain-html.ts'
import { articleData } from './json-ld.ts'
import { itemprop, type Meta, metaOf } from './meta.ts'
import { hasWord, type Page } from './page.ts'
import { authorValues } from './page-byline.ts'
import { type Dateline, datelineOf } from './page-dateline.ts'
import { pageDates } from './page-dates.ts'
import { hostNames, titleOf } from './page-title.ts'

/** The metadata of a page about its article. */
export type PageFacts = Omit<Manuscript, 'title' | 'language' | 'keyTakeaways' | 'sections' | 'footnotes'> & {
  title: string | undefined
  language: string | undefined
  /** Base of relative addresses. */
  base: string | undefined
}

/** Reads JSON-LD, then OpenGraph and other meta elements, then microdata and visible elements. */
export function pageFacts(page: Page, options: ParseOptions, reporter: Reporter): PageFacts {
  const data = articleData(page)
  const meta = metaOf(page)
  const prop = (name: string) => itemprop(page, name)
  const canonicalUrl =
    absoluteUrl(linked(page, 'canonical', 'link'), options.base) ??
    absoluteUrl(meta('og:url'), options.base) ??
    absoluteUrl(memberOf(data, 'url')) ??
    absoluteUrl(microformat(page, 'p-canonical', 'href'))
  const own = options.base ?? canonicalUrl ?? fileBase(options)
  const base = pageBase(page, own, reporter)
  const siteName = meta('og:site_name', 'application-name') ?? asText(memberOf(memberOf(data, 'publisher'), 'name'))
  const summary = firstText(
    memberOf(data, 'description'),
    meta('og:description', 'description', 'twitter:description', 'dc.description', 'sailthru.description'),
    prop('description'),
    microformat(page, 'p-summary'),
  )
  const [category, ...sections] = termsOf(
    [
      memberOf(data, 'articleSection'),
      meta('article:section', 'parsely-section', 'section'),
      prop('articleSection'),
    ].filter(value => value !== undefined),
    false,
  )
  const keywords = termsOf(
    [
      ...meta.all('article:tag', 'og:article:tag'),
      memberOf(data, 'keywords'),
      ...(meta.all('article:tag').length > 0
        ? []
        : meta.all('news_keywords', 'keywords', 'parsely-tags', 'sailthru.tags')),
    ].filter(value => value !== undefined),
    false,
  )
  const title = titleOf(page, { stated: headlines(page, data, meta), sites: siteNames(data, meta, canonicalUrl) })
  const line = datelineOf(page, title, options)
  const authors = authorsOf(authorValues(page, data, meta, line), base, reporter.note)
  const image = imageOf(data, meta, base)
  const license = absoluteUrl(firstText(memberOf(data, 'license'), linked(page, 'license', 'a', 'link')), base)
  const segment = canonicalUrl && decodedSegment(canonicalUrl)
  const slug =
    segment && isSlug(slugify(segment)) && /\p{L}/u.test(segment) && !/^(index|default|article|amp)$/i.test(segment)
      ? slugify(segment)
      : undefined
  const path = canonicalUrl && new URL(canonicalUrl).pathname
  const dates = pageDates(page, { data, meta, line, canonicalUrl }, options, reporter)
  if (authors.length === 0 && dates.publishedAt === undefined) noteUnread(line, reporter)
  return {
    title,
    language: firstText(
      page.top && attribute(page.top, 'lang'),
      page.top && attribute(page.top, 'xmlLang'),
      memberOf(data, 'inLanguage'),
      meta('content-language', 'language', 'dc.language'),
      meta('og:locale'),
    ),
    ...(summary && { summary }),
    ...(slug && { slug }),
    ...(path && path !== '/' && { paths: [path] }),
    ...(category && { category }),
    tags: [...new Set([...sections, ...keywords])].filter(tag => tag !== category).slice(0, 100),
    authors,
    ...(image && { image }),
    ...(canonicalUrl && { canonicalUrl }),
    ...(siteName && { source: { name: siteName, ...(canonicalUrl && { url: `${new URL(canonicalUrl).origin}/` }) } }),
    ...(license && { rights: { syndication: 'full' as const, license: { name: license, url: license } } }),
    ...dates,
    base,
  }
}

function noteUnread({ unread }: Dateline, { note }: Reporter): void {
  for (const text of unread)
    note('dateline-unread', `The line "${excerpt(text)}" next to the title was not read as a date or as authors.`)
}

/** The base that the page states; on an unknown site it is a path. */
function pageBase(page: Page, own: string, { note }: Reporter): string {
  const element = page.named('base').find(one => attribute(one, 'href') !== undefined)
  const stated = urlOrPath(element && attribute(element, 'href'), own)
  if (stated === undefined) return own
  if (stated.length > longestBase) {
    note('addresses-too-long', `The base address of the page has more than ${longestBase} characters and was ignored.`)
    return own
  }
  return stated.startsWith('/') ? unknownSite + stated.slice(1) : stated
}

function headlines(page: Page, data: unknown, meta: Meta): string[] {
  return [
    memberOf(data, 'headline'),
    itemprop(page, 'headline'),
    ...meta.all('og:title', 'twitter:title', 'dc.title', 'parsely-title', 'sailthru.title', 'citation_title'),
  ].flatMap(value => firstText(value) ?? [])
}

function siteNames(data: unknown, meta: Meta, url: string | undefined): string[] {
  const stated = [...meta.all('og:site_name', 'application-name'), firstText(memberOf(data, 'publisher')) ?? '']
  return [...stated, ...hostNames(url)].filter(name => name !== '')
}

function imageOf(data: unknown, meta: Meta, base: string | undefined): Image | undefined {
  const [stated] = [memberOf(data, 'image')].flat(2)
  const open = meta('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src')
  const url =
    urlOrPath(open, base) ?? urlOrPath(isRecord(stated) ? memberOf(stated, 'url', 'contentUrl') : stated, base)
  if (url === undefined) return undefined
  const isStated = isRecord(stated)
  const alt = meta('og:image:alt', 'twitter:image:alt')
  const width = Number(meta('og:image:width') ?? memberOf(stated, 'width'))
  const height = Number(meta('og:image:height') ?? memberOf(stated, 'height'))
  const caption = isStated ? asText(memberOf(stated, 'caption')) : undefined
  const credit = isStated ? asText(memberOf(stated, 'creditText')) : undefined
  return {
    url,
    ...(alt && { alt }),
    ...(Number.isInteger(width) && width > 0 && width <= 100_000 && { width }),
    ...(Number.isInteger(height) && height > 0 && height <= 100_000 && { height }),
    ...(caption && { caption: [{ text: caption }] }),
    ...(credit && { credit }),
    variants: [],
  }
}

/** Text or attribute of an element of the microformat h-entry, as in exports of Medium. */
function microformat(page: Page, name: string, own?: 'href'): string | undefined {
  const element = page.all.find(one => hasWord(one, 'className', name))
  return element && (own ? attribute(element, own) : lineOf(element) || undefined)
}

/** The address of the first link with a relation. */
function linked(page: Page, relation: string, ...names: string[]): string | undefined {
  const element = page.named(...names).find(one => hasWord(one, 'rel', relation))
  return element && attribute(element, 'href')
}

function firstText(...values: unknown[]): string | undefined {
  for (const value of values) {
    const found = asText(
      Array.isArray(value)
        ? value[0]
        : isRecord(value)
          ? memberOf(value, 'name', 'alternateName', 'url', '@id')
          : value,
    )
    if (found !== undefined) return plainLine(found) || undefined
  }
  return undefined
}

function decodedSegment(url: string): string | undefined {
  const last = new URL(url).pathname
    .split('/')
    .filter(Boolean)
    .at(-1)
    ?.replace(/\.(html?|php|aspx?)$/i, '')
  return last && decodedPart(last)
}
