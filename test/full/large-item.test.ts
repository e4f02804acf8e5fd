import t from 'tap'
import type { Importer } from '../../src/importer/importer.ts'
import { importers } from '../../src/importer/importers.ts'

/** The text before and after a large item, and a second item that is valid. */
type Form = { before: string; after: string; second: string; tail: string; filler: string }

const rss = (type: string) => ({
  before: `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"${type ? ' xmlns:wp="http://wordpress.org/export/1.2/"' : ''}><channel><title>S</title><item><title>Large</title><guid>1</guid>${type}<content:encoded><![CDATA[`,
  after: ']]></content:encoded></item>\n',
  second: `<item><title>Fine</title><guid>2</guid>${type}<content:encoded><![CDATA[Words.]]></content:encoded></item>\n`,
  tail: '</channel></rss>\n',
  filler: '<p>The boats start in spring.</p>\n',
})

const forms: Record<string, Form> = {
  wordpress: rss('<wp:post_type>post</wp:post_type>'),
  feed: rss(''),
  ghost: {
    before: '{"db":[{"meta":{"version":"5.0.0"},"data":{"posts":[{"id":"1","title":"Large","html":"',
    after: '"}',
    second: ',{"id":"2","title":"Fine","html":"<p>Words.</p>"}',
    tail: ']}}]}',
    filler: '<p>The boats start in spring.</p>',
  },
  ndjson: {
    before: '{"title":"Large","sections":[{"blocks":[{"type":"paragraph","content":[{"text":"',
    after: '"}]}]}]}\n',
    second: '{"title":"Fine","sections":[]}\n',
    tail: '',
    filler: 'The boats start in spring. ',
  },
  markdown: { before: '# Large\n\n', after: '', second: '', tail: '', filler: 'The boats *start* in spring.\n\n' },
  html: {
    before: '<!doctype html><html><head><title>Large</title></head><body><h1>Large</h1>',
    after: '</body></html>',
    second: '',
    tail: '',
    filler: '<p>The boats start in spring.</p>\n',
  },
  text: { before: 'Large\n\n', after: '', second: '', tail: '', filler: 'The boats start in spring.\n\n' },
}

for (const importer of importers) {
  const form = forms[importer.name]
  if (!form) throw new Error(`${importer.name} has no form`)
  t.test(`${importer.name}: refuses an item of 100 MB and reads the next one`, async t => {
    const before = process.memoryUsage().rss
    t.strictSame(await read(importer, form), form.second === '' ? ['too-large'] : ['too-large', 'Fine'])
    t.ok(process.memoryUsage().rss - before < 600e6, 'memory grows by less than 600 MB')
  })
}

async function read(importer: Importer, { before, after, second, tail, filler }: Form): Promise<string[]> {
  const megabyte = Buffer.from(filler.repeat(Math.ceil(1e6 / filler.length)))
  const input = async function* () {
    yield Buffer.from(before)
    for (let count = 0; count < 100; count += 1) yield megabyte
    yield Buffer.from(after + second + tail)
  }
  const found: string[] = []
  for await (const item of importer.parse(input(), { name: 'large', siteLanguage: 'en', timeZone: 'UTC' }))
    found.push(item.kind === 'article' ? item.manuscript.title : item.code)
  return found
}
