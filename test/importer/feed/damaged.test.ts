import { test } from 'tap'
import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import type { ImportedArticle } from '../../../src/importer/importer.ts'
import { parse } from '../parse.ts'

const rss = (items: string, declaration = '<?xml version="1.0"?>') =>
  `${declaration}\n<rss version="2.0"><channel><title>Quay</title><link>https://quay.example/</link>${items}</channel></rss>`
const item = (body: string, more = '') =>
  `<item><title>Tide</title><guid isPermaLink="false">t</guid>${more}<description>${body}</description></item>`
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })
const blocks = (article: ImportedArticle | undefined) => article?.manuscript.sections.flatMap(section => section.blocks)
const codes = (article: ImportedArticle | undefined) => article?.report.notes.map(({ code }) => code)

for (const [slip, body, text] of [
  ['an undefined reference', 'Low &tide; high', 'Low &tide; high'],
  ['a bare bracket before a space', 'Low < high', 'Low < high'],
  ['a bare bracket before a digit', 'Low <3 high', 'Low <3 high'],
  ['a line break without an end tag', 'Low<br>high', 'Low\nhigh'],
  ['an end tag without a start tag', 'Low</b> high', 'Low high'],
  ['a reference to a control character', 'Low&#11;high', 'Low high'],
  ['a vertical tab', 'Low\u000bhigh', 'Low high'],
  ['a NUL', 'Low\u0000 high', 'Low high'],
  ['a pair of surrogates as references', 'Low &#xD83C;&#xDF0A;', 'Low 🌊'],
  ['a reference of Windows-1252', 'Low &#150; high', 'Low – high'],
] as const) {
  test(`Feed: repairs and reports ${slip}`, async t => {
    const { articles, problems } = await parse(feedImporter, rss(item(body)))
    t.strictSame(problems, [])
    t.strictSame(blocks(articles[0]), [paragraph(text)])
    t.ok(codes(articles[0])?.includes('malformed'))
  })
}

test('Feed: an undeclared prefix has its usual namespace, and an unknown prefix loses no content', async t => {
  const { articles } = await parse(
    feedImporter,
    rss(item('Short', '<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded><pier:title>No</pier:title>')),
  )
  t.strictSame(blocks(articles[0]), [paragraph('Long.')])
  t.strictSame([articles[0]?.manuscript.title, articles[0]?.manuscript.summary], ['Tide', 'Short'])
  t.strictSame(
    articles[0]?.report.notes.map(({ detail }) => /prefix "(\w+)"/.exec(detail)?.[1]),
    ['content', 'pier'],
  )
})

test('Feed: reads the siblings of an element that is not closed', async t => {
  const { articles } = await parse(feedImporter, rss('<item><title>Tide<description>Low</description></item>'))
  t.strictSame([articles[0]?.manuscript.title, blocks(articles[0])], ['Tide', [paragraph('Low')]])
})

test('Feed: a comment before the root may contain tags', t => {
  t.ok(feedImporter.sniff(Buffer.from(rss(item('Low'), '<?xml version="1.0"?><!-- made by <Crane> -->'))))
  t.end()
})

test('Feed: skips and reports a PHP message before the document', async t => {
  const source = `Warning: no tide in /srv/tide.php on line 3\n${rss(item('Low'))}`
  t.ok(feedImporter.sniff(Buffer.from(source)))
  const { articles } = await parse(feedImporter, source)
  t.strictSame(blocks(articles[0]), [paragraph('Low')])
  t.match(articles[0]?.report.notes[0]?.detail, /head of the feed.*text outside of the elements/)
})

test('Feed: reports the line of an item in another encoding than the feed', async t => {
  const latin = Buffer.from(item('Café').replace('>t<', '>u<'), 'latin1')
  const [head = '', end = ''] = rss(`${item('Größe')}\nITEM`).split('ITEM')
  const { articles } = await parse(feedImporter, Buffer.concat([Buffer.from(head), latin, Buffer.from(end)]))
  t.strictSame(articles.map(blocks), [[paragraph('Größe')], [paragraph('Café')]])
  t.strictSame(
    articles.map(({ report }) => report.notes.map(({ code, place }) => [code, place])),
    [[], [['encoding-guessed', { line: 3 }]]],
  )
})

test('Feed: reads UTF-8 that declares another encoding', async t => {
  const latin = '<?xml version="1.0" encoding="iso-8859-1"?>'
  const { articles } = await parse(feedImporter, rss(item('Größe'), latin))
  t.strictSame([blocks(articles[0]), codes(articles[0])], [[paragraph('Größe')], ['encoding-guessed']])
  const declared = await parse(feedImporter, Buffer.from(rss(item('Größe'), latin), 'latin1'))
  t.strictSame([blocks(declared.articles[0]), codes(declared.articles[0])], [[paragraph('Größe')], []])
})
