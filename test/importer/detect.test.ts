import { test } from 'tap'
import { detect, looksLikeMarkdown } from '../../src/importer/detect.ts'
import { textImporter } from '../../src/importer/format/text/text.ts'
import type { Importer } from '../../src/importer/importer.ts'

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
]

const textPages = [
  '📑 Table of Contents\n\nA title\n\n📅 · 📁 Industry',
  'A title\n\n#hashtag #other',
  'A title\n\n---\n\nText with *marks* and - dashes.',
  'A title\n\nIssue # 12 and C# are no headings.\n# 12',
  '* a\n* b',
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

test('a head that ends inside a character is detected as text', async t => {
  const bytes = utf8.encode('Fähre 👋')
  for (const cut of [1, 2, 3]) t.equal(textImporter.sniff(bytes.subarray(0, bytes.length - cut)), true)
})
