import { test } from 'tap'
import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import { parse } from '../parse.ts'

const head =
  '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title><link>https://quay.example</link><language>en-GB</language><wp:author><wp:author_login>mara</wp:author_login><wp:author_display_name>Mara Quill</wp:author_display_name></wp:author>'
const item = (body: string, more = '', type = 'post') =>
  `<item><title>Tide</title><dc:creator>mara</dc:creator><content:encoded><![CDATA[${body}]]></content:encoded><wp:status>publish</wp:status><wp:post_type>${type}</wp:post_type>${more}</item>`
const meta = (key: string, value: string) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:postmeta>`
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })

async function read(items: string, before = '<?xml version="1.0"?>') {
  const { articles } = await parse(wordpressImporter, `${before}${head}${items}</channel></rss>`)
  const { manuscript, report } = articles[0] ?? {}
  return { manuscript, blocks: manuscript?.sections.flatMap(section => section.blocks), notes: report?.notes }
}

for (const [what, body, expected] of [
  [
    'an escaped shortcode with content stays as text',
    'Use [[tide]low[/tide]] here.',
    [paragraph('Use [tide]low[/tide] here.')],
  ],
  [
    'a form of a plugin shows nothing',
    'Ebb.\n\n[form id="2" title="Ask"]\n\nFlow.',
    [paragraph('Ebb.'), paragraph('Flow.')],
  ],
  [
    'columns are separate paragraphs',
    '[col a="1"]Ebb.[/col][col a="1"]Flow.[/col]',
    [paragraph('Ebb.'), paragraph('Flow.')],
  ],
  ['a marker of the excerpt does not split its paragraph', 'Ebb. <!--more-->Flow.', [paragraph('Ebb. Flow.')]],
  ['the language of pre is kept', '<pre lang="bash">ls</pre>', [{ type: 'code', text: 'ls', language: 'bash' }]],
  [
    'a file block is a media block',
    '<!-- wp:file {"href":"https://quay.example/t.pdf"} --><div class="wp-block-file"><a href="https://quay.example/t.pdf">Tides</a><a href="https://quay.example/t.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->',
    [{ type: 'media', kind: 'file', url: 'https://quay.example/t.pdf', caption: [{ text: 'Tides' }] }],
  ],
] as const) {
  test(`WordPress: ${what}`, async t => {
    t.strictSame((await read(item(body))).blocks, expected)
  })
}

test('WordPress: a description for search engines becomes the summary, and a template does not', async t => {
  const { manuscript, notes } = await read(
    item('Ebb.', meta('_yoast_wpseo_metadesc', '%%title%%') + meta('rank_math_description', 'The tide.')),
  )
  t.strictSame([manuscript?.summary, notes], ['The tide.', []])
})

test('WordPress: a guest author has the display name', async t => {
  const guest = item('', meta('cap-user_login', 'bo') + meta('cap-display_name', 'Bo Wharf'), 'guest-author')
  const { manuscript, notes } = await read(
    item('Ebb.', '<category domain="author" nicename="cap-bo">bo</category>') + guest,
  )
  t.strictSame([manuscript?.authors, notes], [[{ name: 'Bo Wharf' }], []])
})

test('WordPress: reads the head after a PHP message', async t => {
  const { manuscript, notes } = await read(item('Ebb.'), '<br />\n<b>Notice</b>: tide in <b>x</b><?xml version="1.0"?>')
  t.strictSame([manuscript?.authors, manuscript?.language], [[{ name: 'Mara Quill' }], 'en-GB'])
  t.strictSame(
    notes?.map(({ code }) => code),
    ['malformed'],
  )
})
