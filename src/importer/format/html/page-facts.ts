import type { Element } from 'hast'
import type { Image } from '../../../domain/body/image.ts'
import type { Manuscript } from '../../../domain/content/manuscript.ts'
import { isSlug, slugify } from '../../../domain/text/slug.ts'
import { attribute, elements, lineOf } from '../../blocks/element.ts'
import { fileBase } from '../../blocks/file-address.ts'
import { absoluteUrl, decodedPart, longestBase, unknownSite, urlOrPath } from '../../fact/address.ts'
import { asText, memberOf } from '../../fact/member.ts'
import { authorsOf, termsOf } from '../../fact/people.ts'
import type { Reporter } from '../../fact/report.ts'
import type { ParseOptions } from '../../importer.ts'
import { isRecord } from '../../json/value.ts'
import { articleData } from './json-ld.ts'
import { itemprop, type Meta, metaOf } from './meta.ts'
import { hasWord, type Page } from './page.ts'
import { pageDates } from './page-dates.ts'

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
    absoluteUrl(memberOf(data, 'url'))
  const own = options.base ?? canonicalUrl ?? fileBase(options)
  const base = pageBase(page, own, reporter)
  const siteName = meta('og:site_name', 'application-name') ?? asText(memberOf(memberOf(data, 'publisher'), 'name'))
  const summary = firstText(
    memberOf(data, 'description'),
    meta('og:description', 'description', 'twitter:description', 'dc.description', 'sailthru.description'),
    prop('description'),
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
  const authors = authorsOf(authorValues(page, data, meta), base)
  const image = imageOf(data, meta, base)
  const license = absoluteUrl(firstText(memberOf(data, 'license'), linked(page, 'license', 'a', 'link')), base)
  const segment = canonicalUrl && decodedSegment(canonicalUrl)
  const slug =
    segment && isSlug(slugify(segment)) && /\p{L}/u.test(segment) && !/^(index|default|article|amp)$/i.test(segment)
      ? slugify(segment)
      : undefined
  const path = canonicalUrl && new URL(canonicalUrl).pathname
  return {
    title: titleOf(page, data, meta, siteName),
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
    ...pageDates(page, data, meta, options, reporter),
    base,
  }
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

function titleOf(page: Page, data: unknown, meta: Meta, siteName: string | undefined): string | undefined {
  const headings = page.named('h1').map(lineOf).filter(Boolean)
  const stated = firstText(
    memberOf(data, 'headline'),
    itemprop(page, 'headline'),
    meta('og:title', 'twitter:title', 'dc.title', 'parsely-title', 'sailthru.title', 'citation_title'),
  )
  const [whole] = page.named('title')
  const long = (whole ? lineOf(whole) : '') || ''
  const plain = (words: string) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
  const all = [stated ?? '', long].map(plain)
  const shown = headings.find(
    heading =>
      plain(heading) !== '' &&
      all.some(one => one.startsWith(plain(heading)) || (one.length > 20 && plain(heading).startsWith(one))),
  )
  const only = headings.length === 1 ? headings[0] : undefined
  return shown ?? withoutSite(stated, siteName) ?? only ?? withoutSite(long || undefined, siteName)
}

/** `Title | Site` without the site, if it is known or after the last bar. */
function withoutSite(title: string | undefined, siteName: string | undefined): string | undefined {
  if (title === undefined) return undefined
  const [before, after] = partsOf(title)
  const isSite = siteName !== undefined && after.trim().toLowerCase() === siteName.toLowerCase()
  return isSite || (siteName === undefined && /\s\|\s[^|]+$/.test(title)) ? before.trim() : title
}

/** Text before and after the first separator between spaces that no bar follows. */
function partsOf(title: string): [before: string, after: string] {
  const bar = Math.max(...[...'|·•«»'].map(sign => title.lastIndexOf(sign)))
  const sign = [...title.matchAll(/\s[|·•«»–—:-](?=\s)/g)].find(({ index }) => index > 0 && index + 1 >= bar)
  return sign ? [title.slice(0, sign.index).trimEnd(), title.slice(sign.index + 2).trimStart()] : [title, '']
}

function authorValues(page: Page, data: unknown, meta: Meta): unknown[] {
  const stated = memberOf(data, 'author', 'creator')
  if (stated !== undefined) return [stated]
  const named = meta
    .all('author', 'dc.creator', 'citation_author', 'parsely-author', 'sailthru.author', 'byl', 'article:author')
    .filter(value => !/^https?:/.test(value))
  if (named.length > 0) return [...new Set(named)]
  const scope = page.all.filter(one => hasWord(one, 'itemProp', 'author'))
  if (scope.length > 0) {
    const nameIn = (author: Element) => elements(author.children, one => hasWord(one, 'itemProp', 'name'))[0]
    return [scope.slice(0, 10).map(one => ({ name: lineOf(nameIn(one) ?? one) || attribute(one, 'content') }))]
  }
  const links = page
    .named('a')
    .filter(one => hasWord(one, 'rel', 'author'))
    .slice(0, 10)
    .map(one => ({ name: lineOf(one), url: attribute(one, 'href') }))
  return [links.filter(({ name }) => name !== '')]
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
    if (found !== undefined) return found
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
