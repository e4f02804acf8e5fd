import { test } from 'tap'
import { detect } from '../../src/importer/detect.ts'
import { importers } from '../../src/importer/importers.ts'

const utf8 = new TextEncoder()

const rss = (body: string, namespaces = '') =>
  `<?xml version="1.0"?>\n<rss version="2.0" ${namespaces}><channel>${body}</channel></rss>`

const sources: Record<string, Record<string, string>> = {
  ghost: {
    'an export': '{"db":[{"meta":{"exported_on":1,"version":"5.0.0"},"data":{"posts":[{"title":"A"}]}}]}',
    'an export without its outer list':
      '{ "meta": {"exported_on": 1}, "data": {"posts": [{"title": "A", "sections": []}]} }',
  },
  wordpress: {
    'an export': rss('<wp:wxr_version>1.2</wp:wxr_version><item/>', 'xmlns:wp="http://wordpress.org/export/1.2/"'),
  },
  feed: {
    RSS: rss('<title>A</title><item><title>B</title></item>'),
    Atom: '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry/></feed>',
    'a JSON Feed': '{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":"1","title":"B"}]}',
  },
  ndjson: {
    'articles in lines': '{"title":"A","sections":[]}\n{"title":"B","metadata":{}}\n',
    'a list': '[\n  { "title": "A", "keyTakeaways": ["B"], "sections": [] }\n]',
    'an answer of the API': '{"items":[{"id":"x","title":"A","metadata":{"language":"en"}}],"page":{"limit":20}}',
  },
  markdown: {
    'front matter in YAML': '---\ntitle: A\n---\n\nText.',
    'front matter in TOML': '+++\ntitle = "A"\n+++\n\nText.',
    'front matter in JSON': '{\n  "title": "A",\n  "tags": []\n}\n\nText.',
    'front matter before HTML': '---\ntitle: A\n---\n\n<p>Text.</p>',
    'headings alone': 'Text about <b>HTML</b>.\n\n## A heading\n\nText.',
  },
  html: {
    'a page': '<!doctype html>\n<html><head><title>A</title></head><body><p>Text.</p></body></html>',
    'a page as XHTML': '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>A</p></body></html>',
    'a fragment': '<p>Text.</p><p>More.</p>',
  },
  text: {
    'a page': 'A Title\n\nText that says # nothing and 1 < 2.',
    'a page about markup': 'About <rss> and <feed>\n\nThese are elements. {"title": "no"}',
  },
}

for (const [name, kinds] of Object.entries(sources)) {
  for (const [title, source] of Object.entries(kinds)) {
    test(`${name}: accepts ${title}, with and without a byte order mark`, async t => {
      t.equal(detect(utf8.encode(source), importers).name, name)
      t.equal(detect(utf8.encode(`\ufeff${source}`), importers).name, name)
    })
  }
}

test('this test has sources for every importer, in the order of the importers', async t => {
  t.strictSame(
    importers.map(({ name }) => name),
    Object.keys(sources),
  )
})

test('extensions and media types are in the form of file names and headers', async t => {
  for (const { extensions, mediaTypes } of importers) {
    for (const one of extensions) t.match(one, /^\.[a-z]+$/)
    for (const one of mediaTypes) t.match(one, /^[a-z]+\/[a-z+.-]+$/)
  }
})
