import { firstCharacter } from '../../detect.ts'
import type { Importer } from '../../importer.ts'
import { startsAsXml } from '../../xml/xml-start.ts'

/**
 * WordPress eXtended RSS 1.0 to 1.2 (Tools → Export), of any size: the file is walked twice, once for what articles refer
 * to and once for the articles, one at a time. A fault costs the items it touches.
 */
export const wordpressImporter: Importer = {
  name: 'wordpress',
  mediaTypes: ['application/rss+xml', 'application/xml', 'text/xml'],
  extensions: ['.xml', '.wxr'],
  sniff(head) {
    if (!'<PNWDFS'.includes(firstCharacter(head))) return false
    const text = Buffer.from(head).toString('latin1').replaceAll('\0', '')
    if (!startsAsXml(text)) return false
    return (
      /xmlns:[\w.-]+\s*=\s*["']https?:\/\/(?:www\.)?wordpress\.org\/export\/\d/.test(text) ||
      /<wp:wxr_version>/.test(text)
    )
  },
  async *parse(input, options) {
    const { readWordpress } = await import('./read.ts')
    yield* readWordpress(input, options)
  },
}
