import { feedImporter } from '../../../src/importer/feed/feed.ts'
import { importerContract } from '../../contract/importer.ts'

const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title><link>https://a.example/</link>${items.join('\n')}</channel></rss>`
const item = (title: string, body: string) =>
  `<item><title>${title}</title><guid isPermaLink="false">${title}</guid><description><![CDATA[${body}]]></description></item>`

importerContract({
  importer: feedImporter,
  good: {
    'an RSS feed': {
      source: rss(item('One', '<p>The boats start.</p>'), item('Two', '<p>They end.</p>')),
      articles: 2,
    },
    'an Atom feed': {
      source:
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>One</title><content>Boats</content></entry></feed>',
      articles: 1,
    },
    'a JSON feed': {
      source: JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        items: [{ id: '1', title: 'One', content_html: '<p>Boats</p>' }],
      }),
      articles: 1,
    },
  },
  ordinary: size => rss(item('One', '<p>The <em>boats</em> start in spring.</p>\n'.repeat(size / 45))),
  nested: depth => rss(`<item><title>Deep</title>${'<a>'.repeat(depth)}</item>`),
  around: text => rss(item('Title', text)),
  rawIsSource: 'an entry is kept without the feed around it',
})
