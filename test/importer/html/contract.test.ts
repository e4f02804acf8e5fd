import { htmlImporter } from '../../../src/importer/html/html.ts'
import { importerContract } from '../../contract/importer.ts'

const page =
  '<!doctype html><html lang=en><head><title>Ferries</title></head><body><h1>Ferries</h1><p>The boats start.</p></body></html>'

importerContract({
  importer: htmlImporter,
  good: {
    'a page': { source: page, articles: 1 },
    'a fragment': { source: '<p>The boats start.</p><h2>Who pays</h2><p>The city.</p>', articles: 1 },
    'a page with a byte order mark and a comment': { source: `\ufeff<!-- made by hand -->\n${page}`, articles: 1 },
  },
  ordinary: size =>
    `<h1>Ferries</h1>${'<p>The <em>boats</em> start in <a href="https://www.example.org/">spring</a>.</p>\n'.repeat(size / 80)}`,
  nested: depth => `<html><body><h1>Deep</h1>${'<div>'.repeat(depth)}grouped`,
  around: text => `<html><body><h1>Title</h1><p>${text.replaceAll('<', '&lt;')}</p></body></html>`,
  rawIsSource: true,
})
