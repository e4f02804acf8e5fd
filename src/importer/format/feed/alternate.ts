import type { XmlElement } from '../../xml/element.ts'
import { all, attribute } from '../../xml/query.ts'
import { firstUrl } from './item.ts'
import { baseOf, ns } from './namespace.ts'

/** Limit of the translations of an entry. */
const most = 200

/** The addresses of the translations of an entry: Atom links with `rel="alternate"` and `hreflang`, also in RSS. */
export function translationsOf(element: XmlElement, base: string | undefined): string[] {
  const links = all(element, ns.atom, 'link').filter(link => {
    const language = attribute(link, 'hreflang') ?? ''
    return isPage(link) && language !== '' && language.toLowerCase() !== 'x-default'
  })
  return [...new Set(links.slice(0, most).flatMap(one => linkUrl(one, base) ?? []))]
}

/** The page of an entry: the alternate link, preferably to HTML, that is in the language of the entry. */
export function alternateUrl(
  element: XmlElement,
  base: string | undefined,
  language: string | undefined,
): string | undefined {
  const links = all(element, ns.atom, 'link').filter(isAlternate)
  const pages = links.filter(isPage)
  const isOwn = (link: XmlElement) => {
    const stated = attribute(link, 'hreflang')
    return stated === undefined || (language !== undefined && primary(stated) === primary(language))
  }
  const page = pages.find(isOwn) ?? pages[0] ?? links[0]
  return page && linkUrl(page, base)
}

function isAlternate(link: XmlElement): boolean {
  return (attribute(link, 'rel') ?? 'alternate') === 'alternate'
}

function isPage(link: XmlElement): boolean {
  return isAlternate(link) && /html/.test(attribute(link, 'type') ?? 'text/html')
}

function linkUrl(link: XmlElement, base: string | undefined): string | undefined {
  return firstUrl(baseOf([link], base), attribute(link, 'href'))
}

function primary(tag: string): string {
  return tag.toLowerCase().replace(/[-_].*/s, '')
}
