import { textImporter } from '../../../src/importer/format/text/text.ts'
import type { Family } from '../../contract/importer.ts'

const section = `Who Pays for It

The city pays half and the region the rest, as the contract says that was signed on Friday.

  • twenty million from the city
  • twenty-one from the region

`

const page = `📑 Table of Contents

Harbour Trust Buys Two Electric Ferries

📅 · 📁 Transport · 👁 7 views · ⏱️ 2 min read
💡 Two boats of 1987 make room for quiet ones.

The harbour trust signed the contract on Friday. It pays 41 million for two boats.

Key Takeaways

  • The ferries cost 41 million.
  • They replace two diesel boats.

`

export const textFamily: Family = {
  importer: textImporter,
  good: {
    'a page': { source: page + section, articles: 1 },
    'a page in UTF-16': { source: Buffer.from(`\ufeff${page}${section}`, 'utf16le'), articles: 1 },
    'one line': { source: 'The harbour trust signed the contract on Friday.', articles: 1 },
  },
  dated: date => page.replace('📅', `📅 ${date}`) + section,
  attacks: {
    'a header of a hundred thousand facts': { source: `Title\n\n${'📅 1 · '.repeat(100_000)}\n\nText.\n`, articles: 1 },
    'names of the prototype as facts': {
      source: 'Title\n\n__proto__: x · constructor: y · Tags: __proto__, toString\n\nThe boats start in spring.\n',
      articles: 1,
    },
  },
  ordinary: size => page + section.repeat(Math.ceil(size / section.length)),
  nested: depth =>
    `A title\n\n${Array.from({ length: depth }, (_, at) => `${' '.repeat(Math.min(at, 500) * 2)}- a`).join('\n')}\n`,
  around: text => `A title\n\nText before.\n\n${text}\n\nText after.\n`,
  rawIsSource: true,
}
