import type { XmlElement } from '../../xml/element.ts'
import { attribute } from '../../xml/query.ts'
import { firstUrl } from './item.ts'

/** Namespaces of feeds and their modules. */
export const ns = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  terms: 'http://purl.org/dc/terms/',
  media: 'http://search.yahoo.com/mrss/',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  app: 'http://www.w3.org/2007/app',
  /** AtomPub before RFC 5023, which Blogger still uses. */
  earlyApp: 'http://purl.org/atom/app#',
  blogger: 'http://schemas.google.com/blogger/2018',
  prism: 'http://prismstandard.org/namespaces/basic/2.0/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xhtml: 'http://www.w3.org/1999/xhtml',
  xml: 'http://www.w3.org/XML/1998/namespace',
} as const

/** Blogger marks what an entry of its export is by a category. */
export const blogger = {
  kindScheme: 'http://schemas.google.com/g/2005#kind',
  /** Kind of a post. Others are comments, settings, templates and pages. */
  post: /#post$/,
  page: /#page$/,
}

/** The base URL inside the innermost of nested elements (XML Base). */
export function baseOf(elements: readonly XmlElement[], outerBase: string | undefined): string | undefined {
  return elements.reduce((base, element) => firstUrl(base, attribute(element, 'base', ns.xml)) ?? base, outerBase)
}

/** The language inside the innermost of nested elements. */
export function languageOf(elements: readonly XmlElement[]): string | undefined {
  return elements.map(element => attribute(element, 'lang', ns.xml)).findLast(Boolean)
}
