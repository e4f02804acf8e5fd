import { firstCharacter } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { rootName, startsAsXml } from '../../xml/xml-start.ts'

/** Feeds with full content: RSS 0.9 to 2.0 with its modules, Atom (RFC 4287), JSON Feed 1.0 and 1.1. */
export const feedImporter: Importer = {
  name: 'feed',
  mediaTypes: ['application/rss+xml', 'application/atom+xml', 'application/feed+json', 'application/rdf+xml'],
  extensions: ['.xml', '.rss', '.atom', '.rdf', '.json'],
  sniff(head) {
    if (!'<{PNWDFS'.includes(firstCharacter(head))) return false
    const text = Buffer.from(head).toString('latin1').replaceAll('\0', '')
    if (/^[^<{]*\{/.test(text)) return isJsonFeed.test(text)
    // A WordPress export is RSS too, but has its own importer.
    if (/wordpress\.org\/export\/\d/.test(text)) return false
    if (!startsAsXml(text)) return false
    const root = rootName(text)
    return root === 'rss' || root === 'RDF' || (root === 'feed' && text.includes('http://www.w3.org/2005/Atom'))
  },
  async *parse(input, options) {
    const { readFeed } = await import('./read.ts')
    yield* readFeed(input, options)
  },
}

const isJsonFeed = /"version"\s*:\s*"https?:(?:\\?\/){2}(?:www\.)?jsonfeed\.org(?:\\?\/)version/
