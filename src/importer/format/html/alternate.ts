import { attribute } from '../../blocks/element.ts'
import { urlOrPath } from '../../fact/address.ts'
import { hasWord, type Page } from './page.ts'

/** Limit of the translations of a page. */
const most = 200

/**
 * The addresses of the translations of a page: `<link rel="alternate" hreflang="de">`. Home pages are left out, because
 * templates of sites name them on every page.
 */
export function alternatesOf(page: Page, base: string | undefined): string[] {
  const links = page
    .named('link')
    .filter(one => hasWord(one, 'rel', 'alternate') && isTag(attribute(one, 'hrefLang')) && !isFeed(one))
  const addresses = links.slice(0, most).flatMap(one => urlOrPath(attribute(one, 'href'), base) ?? [])
  return [...new Set(addresses)].filter(address => !isHome(address))
}

function isTag(text: string | undefined): boolean {
  return text !== undefined && text.toLowerCase() !== 'x-default'
}

function isFeed(link: Parameters<typeof attribute>[0]): boolean {
  return attribute(link, 'type') !== undefined && attribute(link, 'type') !== 'text/html'
}

/** The home of a site, or of one of its languages: `https://a.example/de/`. */
function isHome(address: string): boolean {
  const path = URL.parse(address, 'https://offprint.invalid/')?.pathname ?? '/'
  return /^\/(?:[a-z]{2,3}(?:[-_][a-z]{2,4})?\/?)?(?:index\.\w{1,5})?$/i.test(path)
}
