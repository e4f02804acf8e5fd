import { wordpressImporter } from '../../../src/importer/wordpress/wordpress.ts'
import { importerContract } from '../../contract/importer.ts'

const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title><language>en</language>
`
const item = (title: string, body: string) =>
  `<item><title>${title}</title><guid>${title}</guid><content:encoded><![CDATA[${body}]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>\n`
const file = (...items: string[]) => `${head}${items.join('')}</channel></rss>\n`

importerContract({
  importer: wordpressImporter,
  good: {
    'an export': { source: file(item('One', 'The boats start.'), item('Two', '<p>The boats end.</p>')), articles: 2 },
    'an export with a byte order mark': { source: `\ufeff${file(item('One', 'The boats start.'))}`, articles: 1 },
    'an export in UTF-16': { source: Buffer.from(`\ufeff${file(item('One', 'Grün.'))}`, 'utf16le'), articles: 1 },
    'an export in Latin-1': {
      source: Buffer.from(file(item('One', 'Grün.')).replace('UTF-8', 'ISO-8859-1'), 'latin1'),
      articles: 1,
    },
  },
  ordinary: size => file(item('One', 'The <em>boats</em> start [sic] in spring.\n\n'.repeat(size / 45))),
  nested: depth => file(item('Deep', '<div>'.repeat(depth))),
  around: text => file(item('Title', text)),
  rawIsSource: 'what is not public is left out',
})
