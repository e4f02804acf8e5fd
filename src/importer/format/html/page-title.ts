import type { Element } from 'hast'
import { attribute, elements, lineOf, textOf } from '../../blocks/element.ts'
import { hasWord, type Page } from './page.ts'

/** What a page states about its title, in markup that readers do not see. */
export type TitleWitnesses = {
  /** Titles of JSON-LD, OpenGraph and other meta elements, by priority. */
  stated: readonly string[]
  /** Names of the site. */
  sites: readonly string[]
}

/** Titles that editors and frameworks write. */
const generic = /^(?:document|untitled(?: document| page)?|home(?: ?page)?|index|page|new page|no title)$/i

/** Letters and digits below which a heading of a lower level is too short to be the title. */
const shortestLower = 12

/**
 * The title of the article: a heading that agrees with a stated title or the `title` element; then the stated title; then the
 * only `h1`, unless it names the site or a section of it.
 */
export function titleOf(page: Page, { stated: titles, sites }: TitleWitnesses): string | undefined {
  const isSite = (text: string) => sites.some(site => letters(site) === letters(text))
  const stated = titles.find(text => !isSite(text))
  const [whole] = page.named('title')
  const long = (whole && lineOf(whole)) || undefined
  const own = long === undefined || generic.test(long) || isSite(long) ? undefined : long
  const witnesses = [stated, own].flatMap(one => (one === undefined ? [] : [letters(one)]))
  const agrees = (text: string) =>
    text !== '' && witnesses.some(one => one.startsWith(text) || (one.length > 20 && text.startsWith(one)))
  const headings = page
    .named('h1')
    .filter(element => !namesSite(element) && !isSite(lineOf(element)))
    .map(element => ({ element, text: lineOf(element).replace(/\s?[¶§]$/, '') }))
  const first = headings.find(({ text }) => agrees(letters(text)))
  if (first) return first.text
  const title = withoutSite(stated, sites)
  if (title !== undefined) return title
  const lower = page
    .named('h2', 'h3')
    .map(lineOf)
    .find(text => letters(text).length >= shortestLower && agrees(letters(text)))
  if (lower !== undefined) return lower
  const shown = headings.filter(({ text }) => letters(text) !== '')
  const only = shown.length === 1 ? shown[0] : undefined
  const isArticle = only && !isSiteHeading(only.element, page)
  return (isArticle && only.text) || withoutSite(own, sites) || shown[0]?.text
}

/** Whether a heading is the name of the site or of a section: linked, in a frame, or outside of the only article. */
function isSiteHeading(heading: Element, page: Page): boolean {
  const links = elements(heading.children, one => one.tagName === 'a' && attribute(one, 'href') !== undefined)
  if (links.some(link => textOf(link).trim() === textOf(heading).trim())) return true
  const isIn = (...names: string[]) => page.named(...names).some(one => contains(one, heading))
  const articles = page.named('article', 'main')
  return articles.length > 0 ? !isIn('article', 'main') : isIn('nav', 'footer', 'aside')
}

/** Whether a heading is the name of the site: one of its class, or a link to the home page. */
function namesSite(heading: Element): boolean {
  if (['site-title', 'site-name', 'logo'].some(name => hasWord(heading, 'className', name))) return true
  const links = elements(heading.children, one => one.tagName === 'a')
  return links.some(
    link => hasWord(link, 'rel', 'home') || /^(?:https?:\/\/[^/?#]+)?\/?$/.test(attribute(link, 'href') ?? '-'),
  )
}

function contains(outer: Element, inner: Element): boolean {
  return elements(outer.children, one => one === inner).length > 0
}

/** A title without the names of the site before or after it, and without what follows its last bar on an unknown site. */
function withoutSite(title: string | undefined, sites: readonly string[]): string | undefined {
  if (title === undefined) return undefined
  const names = sites.map(letters).filter(name => name !== '')
  const parts = title.split(separator)
  // `split` also returns the separators.
  const isSite = (part: string | undefined) => part !== undefined && names.includes(letters(part))
  if (parts.length > 2 && isSite(parts.at(-1))) return parts.slice(0, -2).join('').trim()
  if (parts.length > 2 && isSite(parts[0])) return parts.slice(2).join('').trim()
  return names.length === 0 && /\s\|\s[^|]+$/.test(title) ? parts.slice(0, parts.lastIndexOf(' | ')).join('') : title
}

const separator = /(\s[|·•«»–—:-]\s|:\s)/

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/** The names of a host that a site uses as its own: `www.entermedia.co.kr` is `entermedia` and `entermedia.co.kr`. */
export function hostNames(url: string | undefined): string[] {
  if (url === undefined || !URL.canParse(url)) return []
  const host = new URL(url).hostname.replace(/^(?:www|m|amp|news|blog|en)\./, '')
  return [host, host.split('.')[0] ?? '']
}
