import { wordpressImporter } from '../../../src/importer/format/wordpress/wordpress.ts'
import type { Family } from '../../contract/importer.ts'
import { external, laughs } from '../../contract/xml-attack.ts'

const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title><language>en</language>
`
const item = (title: string, body: string) =>
  `<item><title>${title}</title><guid>${title}</guid><content:encoded><![CDATA[${body}]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>\n`
const file = (...items: string[]) => `${head}${items.join('')}</channel></rss>\n`

export const wordpressFamily: Family = {
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
  dated: date =>
    file(item('One', 'Boats').replace('<wp:status>', `<wp:post_date_gmt>${date}</wp:post_date_gmt><wp:status>`)),
  attacks: {
    'a billion laughs': { source: laughs(file(item('&l9;', 'x'), item('Fine', 'y'))), articles: 2 },
    'external entities': { source: external(file(item('&x;', 'x'), item('Fine', 'y'))), articles: 2 },
    'an attachment that is its own parent, and shared blocks in a ring': {
      source: file(
        item('A', '<!-- wp:block {"ref":7} /-->'),
        item('R', '<!-- wp:block {"ref":7} /-->').replace(
          'post</wp:post_type>',
          'wp_block</wp:post_type><wp:post_id>7</wp:post_id>',
        ),
        item('P', '').replace(
          'post</wp:post_type>',
          'attachment</wp:post_type><wp:post_id>8</wp:post_id><wp:post_parent>8</wp:post_parent>',
        ),
      ),
      articles: 1,
    },
    'names of the prototype as meta keys': {
      source: file(
        item('A', 'x').replace(
          '<wp:status>',
          '<wp:postmeta><wp:meta_key>__proto__</wp:meta_key><wp:meta_value>x</wp:meta_value></wp:postmeta><category domain="__proto__" nicename="constructor">toString</category><wp:status>',
        ),
      ),
      articles: 1,
    },
  },
  ordinary: size => file(item('One', 'The <em>boats</em> start [sic] in spring.\n\n'.repeat(size / 45))),
  nested: depth => file(item('Deep', '<div>'.repeat(depth))),
  around: text => file(item('Title', text)),
  rawIsSource: 'what is not public is left out',
}
