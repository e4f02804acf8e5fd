import { test } from 'tap'
import { detect, looksLikeMarkdown } from '../../src/importer/detect.ts'
import { textImporter } from '../../src/importer/format/text/text.ts'
import type { Importer } from '../../src/importer/importer.ts'
import { importers } from '../../src/importer/importers.ts'

const utf8 = new TextEncoder()

const markdown: Importer = {
  ...textImporter,
  name: 'markdown',
  sniff: head => looksLikeMarkdown(new TextDecoder().decode(head)),
}

const markdownPages = [
  '---\ntitle: A page\n---\n\nText.',
  '---\r\ntitle: A page\r\n---\r\n',
  '+++\ntitle = "A page"\n+++\n',
  '{\n  "title": "A page"\n}\n\nText.',
  '# A title\n\nText.',
  'Text.\n\n## A heading\n\nText.',
  'Text.\n\n```js\ncode\n```\n',
  'Text.\n\n~~~\ncode\n~~~\n',
  '---json\n{"title": "A page"}\n---\n',
  '---toml\ntitle = "A page"\n---\n',
  '---yaml\ntitle: A page\n---\n',
  ';;;\n"title": "A page"\n;;;\n',
  '\n---\ntitle: A page\n---\n',
  '---\rtitle: A page\r---\r',
  '# A title\r\rText.',
  '---\n\ntitle: A page\n---\n',
  'title: A page\ndate: 2024-05-06\ntags:\n- a\n---\nText.',
  'title: A page\ndraft: true\n\nText.',
  '---\ntitle: A page\ndraft: true\n\nText.',
]

const textPages = [
  '📑 Table of Contents\n\nA title\n\n📅 · 📁 Industry',
  'A title\n\n#hashtag #other',
  'A title\n\n---\n\nText with *marks* and - dashes.',
  'A title\n\nIssue # 12 and C# are no headings.\n# 12',
  '* a\n* b',
  '---\n\nTwo boats: a plan\nin two lines.\n\n---\n\nText.',
  '---\n- a\n- b\n---\n',
  'Dear Ann: a letter\nFrom: Bo\n---\nText.',
  'Title: A page\nAuthor: Ann Roe\n\nText.',
  'Status: draft\n\nText.',
]

for (const page of markdownPages) {
  test(`Markdown: ${JSON.stringify(page)}`, async t => {
    t.equal(detect(utf8.encode(page), [markdown, textImporter]).name, 'markdown')
    t.equal(textImporter.sniff(utf8.encode(page)), false)
  })
}

for (const page of textPages) {
  test(`text: ${JSON.stringify(page)}`, async t => {
    t.equal(detect(utf8.encode(page), [markdown, textImporter]).name, 'text')
    t.equal(textImporter.sniff(utf8.encode(page)), true)
  })
}

test('the last importer receives a source that no importer accepts', async t => {
  t.equal(textImporter.sniff(Uint8Array.of(0, 1, 2)), false)
  t.equal(detect(Uint8Array.of(0, 1, 2), [markdown, textImporter]), textImporter)
})

test('UTF-16 with a byte order mark is detected as Markdown', async t => {
  const little = Buffer.from('\ufeff---\ntitle: A page\n---\n', 'utf16le')
  const [importer] = importers.filter(one => one.name === 'markdown')
  t.strictSame([importer?.sniff(little), importer?.sniff(little.swap16())], [true, true])
})

test('a head that ends inside a character is detected as text', async t => {
  const bytes = utf8.encode('Fähre 👋')
  for (const cut of [1, 2, 3]) t.equal(textImporter.sniff(bytes.subarray(0, bytes.length - cut)), true)
})
