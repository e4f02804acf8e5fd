import t, { type Test } from 'tap'
import type { Inline } from '../../src/domain/body/inline.ts'
import { runsOf } from '../../src/importer/blocks/runs.ts'
import { feedImporter } from '../../src/importer/format/feed/feed.ts'
import { htmlImporter } from '../../src/importer/format/html/html.ts'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import type { ImportedArticle } from '../../src/importer/importer.ts'
import { readArticle } from './read-one.ts'

const long = `https://a.example/${'b'.repeat(8_000)}`

t.test('resolves a definition of a long address until the size limit, and keeps all words', async t => {
  for (const source of [
    `${'[a] '.repeat(2_000)}\n\n[a]: ${long}\n`,
    `${'[a] '.repeat(2_000)}\n\n[a]: /b "${long}"\n`,
  ]) {
    const article = await readArticle(markdownImporter, source)
    checkRoom(t, article, source)
    t.equal(words(article).replace(/\s/g, '').length, 2_000)
  }
})

t.test('pictures with a definition of a long address become their words after the size limit', async t => {
  const source = `${'![a] '.repeat(2_000)}\n\n[a]: ${long}\n`
  checkRoom(t, await readArticle(markdownImporter, source), source)
})

t.test('keeps all words and pictures in a link around many runs and pictures', async t => {
  const source = `<!doctype html><title>T</title><article><p><a href="${long}">${'a<b>b</b>'.repeat(2_000)}</a></p></article>`
  const article = await readArticle(htmlImporter, source)
  checkRoom(t, article, source)
  t.equal(words(article), 'ab'.repeat(2_000))
  const pictures = rss(
    `<p>Words.</p><a href="${long}">${'<img src="https://www.example.org/a.png">'.repeat(2_000)}</a>`,
  )
  const { manuscript } = await readArticle(feedImporter, pictures)
  t.equal(JSON.stringify(manuscript).split('"https://www.example.org/a.png"').length - 1, 2_000)
  t.ok(JSON.stringify(manuscript).length < pictures.length * 20)
})

t.test('limits the size of relative addresses with a long base', async t => {
  const links = '<p><a href="c">d</a></p>'.repeat(2_000)
  const source = `<!doctype html><title>T</title><base href="${long}/"><article>${links}</article>`
  const article = await readArticle(htmlImporter, source)
  checkRoom(t, article, source)
  t.equal(words(article), 'd'.repeat(2_000))
})

t.test('ignores a language tag that is too long', async t => {
  const source = `<p lang="x${'-aaaaaaaa'.repeat(2_000)}">${'a<b>b</b>'.repeat(2_000)}</p>`
  const { manuscript } = await readArticle(feedImporter, rss(source))
  t.ok(JSON.stringify(manuscript).length < source.length * 5)
})

t.test('keeps all of a thousand short links', async t => {
  const line = '[a link to a page](/2024/05/03/some-page-of-this-site "Its title") and more words.\n\n'
  const article = await readArticle(markdownImporter, line.repeat(1_000), { base: 'https://www.example.org/' })
  const all = runs(article)
  t.equal(all.filter(run => run.link).length, 1_000)
  t.notOk(article.report.notes.some(note => note.code === 'addresses-too-long'))
})

t.test('keeps the words of HTML that nests too deep, with any end tags', async t => {
  const hidden = [
    '<div></span>',
    '<span><span><div></span></span></span>',
    '<ul><li>',
    '<table><td>',
    '<object><p></i>',
  ]
  for (const tags of hidden) {
    const { manuscript, report } = await readArticle(feedImporter, rss(`${tags.repeat(2_000)}the words`))
    t.match(JSON.stringify(manuscript), /the words/, tags)
    t.ok(
      report.notes.some(note => note.code === 'html-too-complex'),
      tags,
    )
  }
})

t.test('reads HTML with many elements that are not closed', async t => {
  for (const tags of [
    '<p>a<div>b</span></div>',
    '<b>a</b><i>b</i>',
    '<ul><li>a</ul>',
    '<span>a<div>b</span></div></span>',
  ]) {
    const { report } = await readArticle(feedImporter, rss(tags.repeat(2_000)))
    t.strictSame(report.notes, [], tags)
  }
})

function checkRoom(t: Test, article: ImportedArticle, source: string): void {
  const length = JSON.stringify(article.manuscript).length
  t.ok(length < source.length * 30, `${source.length} characters became ${length}`)
  t.strictSame(article.report.notes.filter(note => note.code === 'addresses-too-long').length, 1)
}

function runs({ manuscript }: ImportedArticle): Inline[] {
  return [...runsOf(manuscript.sections.flatMap(section => section.blocks))].flat()
}

function words(article: ImportedArticle): string {
  return runs(article)
    .map(run => run.text)
    .join('')
}

function rss(html: string): string {
  return `<?xml version="1.0"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>S</title><item><title>A</title><guid>a</guid><link>https://www.example.org/a</link><content:encoded><![CDATA[${html}]]></content:encoded></item></channel></rss>\n`
}
