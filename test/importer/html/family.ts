import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import type { Family } from '../../contract/importer.ts'
import { laughs } from '../../contract/xml-attack.ts'

const page =
  '<!doctype html><html lang=en><head><title>Ferries</title></head><body><h1>Ferries</h1><p>The boats start.</p></body></html>'

export const htmlFamily: Family = {
  importer: htmlImporter,
  good: {
    'a page': { source: page, articles: 1 },
    'a fragment': { source: '<p>The boats start.</p><h2>Who pays</h2><p>The city.</p>', articles: 1 },
    'a page with a byte order mark and a comment': { source: `\ufeff<!-- made by hand -->\n${page}`, articles: 1 },
  },
  dated: date => page.replace('</head>', `<meta property="article:published_time" content="${date}"></head>`),
  attacks: {
    'entities of a document type': { source: laughs(page.replace('The boats', 'The &l9; &x; boats')), articles: 1 },
    'names of the prototype in linked data': {
      source: page.replace(
        '</head>',
        '<script type="application/ld+json">{"@type":"NewsArticle","__proto__":{"headline":"x"},"headline":"H","author":{"__proto__":{"name":"n"}},"constructor":"c"}</script></head>',
      ),
      articles: 1,
    },
    'linked data in a ring, and of the wrong types': {
      source: page.replace(
        '</head>',
        '<script type="application/ld+json">{"@graph":[{"@id":"#a","@type":"Article","author":{"@id":"#a"},"headline":[{}],"image":7,"datePublished":{}}]}</script></head>',
      ),
      articles: 1,
    },
    'a picture of a megabyte in its address': {
      source: page.replace('</p>', `<img alt="a" src="data:image/png;base64,${'A'.repeat(1_000_000)}"></p>`),
      articles: 1,
    },
  },
  ordinary: size =>
    `<h1>Ferries</h1>${'<p>The <em>boats</em> start in <a href="https://www.example.org/">spring</a>.</p>\n'.repeat(size / 80)}`,
  nested: depth => `<html><body><h1>Deep</h1>${'<div>'.repeat(depth)}grouped`,
  around: text => `<html><body><h1>Title</h1><p>${text.replaceAll('<', '&lt;')}</p></body></html>`,
  rawIsSource: true,
}
