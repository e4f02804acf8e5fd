import { readFileSync } from 'node:fs'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import { test } from 'tap'
import { type Block, block as blockSchema } from '../../src/domain/body/block.ts'
import { sectionsMarkdown } from '../../src/render/markdown.ts'
import { contentHtml } from '../../src/syndication/article/article-html.ts'
import { text } from '../../src/syndication/article/text.ts'
import { feeds } from '../../src/syndication/formats.ts'
import { article, everyBlock, full, paragraph, section, site } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'

const page = readFileSync(new URL('../../docs/syndication.md', import.meta.url), 'utf8')
const [table = ''] = /^\| block \|.*(?:\n\|.*)*/m.exec(page) ?? []
const rows = table
  .trim()
  .split('\n')
  .slice(2)
  .map(row =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cell => cell.trim().replaceAll('\\|', '|')),
  )

/** Further forms of blocks that `everyBlock` has in one form. */
const others: Block[] = [
  { type: 'quote', blocks: [paragraph('Quoted.')], sourceUrl: 'https://www.example.org/source' },
  { type: 'image', image: { url: 'https://www.example.org/plain.jpg', alt: 'Plain', variants: [] } },
]

function written(type: string) {
  const blocks = [...everyBlock, ...others].filter(one => one.type === type)
  const sections = [section(1, 'lead', undefined, blocks)]
  const one = article(1, {
    sections,
    footnotes: full.footnotes,
    keyTakeaways: [],
    metadata: { image: undefined, corrections: [] },
  })
  return {
    one,
    forms: [contentHtml(one, site.timeZone) ?? '', sectionsMarkdown(sections, full.footnotes), text.render(one, site)],
  }
}

const signs = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, sign = '']) => sign)

test('docs/syndication.md: the table of formats has one row for every type of block', async t => {
  const types = blockSchema.options.map(one => one.shape.type.value)
  t.strictSame(rows.flatMap(([name]) => signs(name)).sort(), types.toSorted())
})

for (const [name = '', ...cells] of rows) {
  const [type = ''] = signs(name)
  test(`docs/syndication.md: ${type} is written as the table describes`, async t => {
    const { forms } = written(type)
    t.equal(cells.length, forms.length)
    cells.forEach((cell, column) => {
      const shown = /^the same/.test(cell) ? signs(cells[0]) : signs(cell)
      for (const sign of shown) t.ok(forms[column]?.includes(sign), `${sign} is in ${forms[column]}`)
      t.ok(forms[column]?.trim(), 'the output is not empty')
    })
  })
}

test('feeds contain the same HTML of every block as the page', async t => {
  for (const format of feeds) {
    for (const [name] of rows) {
      const { one, forms } = written(signs(name)[0] ?? '')
      t.equal(carriedBy(format.name, await rendered(format, entriesOf(one))), forms[0], `${format.name} ${name}`)
    }
  }
})

/** The text of the one article in a feed, as an independent parser reads it. */
function carriedBy(format: string, output: string): unknown {
  if (format === 'rss') return parseRssFeed(output).items?.[0]?.content?.encoded
  if (format === 'atom') return parseAtomFeed(output).entries?.[0]?.content?.value
  if (format === 'json-feed') return parseJsonFeed(output).items?.[0]?.content_html
  return JSON.parse(output).associations[0].bodies[0].value
}
