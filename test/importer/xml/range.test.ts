import { test } from 'tap'
import { memorySpool } from '../../../src/importer/source/spool.ts'
import { itemRanges } from '../../../src/importer/xml/range.ts'

async function ranges(text: string, limit?: number): Promise<{ text: string; line: number; state: string }[]> {
  const source = memorySpool(Buffer.from(text))
  const found: { text: string; line: number; state: string }[] = []
  for await (const { start, end, line, state } of itemRanges(source, 'item', limit === undefined ? {} : { limit })) {
    found.push({ text: (await source.read(start, end)).toString('utf8'), line, state })
  }
  return found
}

test('XML ranges: finds items with any content of sections and comments', async t => {
  const items = ['<item><![CDATA[</item><item>]]></item>', '<item><!-- </item> --></item >', '<item a="b">\n</item>']
  t.strictSame(await ranges(`<rss><items/>\n${items.join('\n')}</rss>`), [
    { text: items[0], line: 2, state: 'whole' },
    { text: items[1], line: 3, state: 'whole' },
    { text: items[2], line: 4, state: 'whole' },
  ])
})

test('XML ranges: finds tags across the borders of chunks', async t => {
  const items = Array.from(
    { length: 30_000 },
    (_, at) => `<item>${'x'.repeat(at % 17)}<![CDATA[${'y'.repeat(at % 5)}]]></item>`,
  )
  t.strictSame(
    (await ranges(items.join('\n'))).map(({ text, line }) => [text, line]),
    items.map((text, at) => [text, at + 1]),
  )
})

test('XML ranges: finds the items after a comment or item that is not closed', async t => {
  t.strictSame(
    (await ranges('<rss><!-- open <item>a</item><item>b</item>')).map(({ text }) => text),
    ['<item>a</item>', '<item>b</item>'],
  )
  t.strictSame(
    (await ranges('<item>a<item>b</item>')).map(({ text, state }) => [text, state]),
    [
      ['<item>a', 'open'],
      ['<item>b</item>', 'whole'],
    ],
  )
})
