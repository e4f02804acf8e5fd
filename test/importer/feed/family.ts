import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import type { Family } from '../../contract/importer.ts'
import { external, laughs } from '../../contract/xml-attack.ts'

const rss = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title><link>https://a.example/</link>${items.join('\n')}</channel></rss>`
const item = (title: string, body: string) =>
  `<item><title>${title}</title><guid isPermaLink="false">${title}</guid><description><![CDATA[${body}]]></description></item>`

export const feedFamily: Family = {
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
  dated: date =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><title>One</title><published>${date}</published><content>Boats</content></entry></feed>`,
  attacks: {
    'a billion laughs': { source: laughs(rss(item('&l9;', 'x'), item('Fine', 'y'))), articles: 2 },
    'external entities': {
      source: external(rss('<item><title>&x;</title><guid>1</guid></item>', item('Fine', 'y'))),
      articles: 2,
    },
    'a hundred thousand attributes': {
      source: rss(
        `<item ${Array.from({ length: 100_000 }, (_, at) => `a${at}="1"`).join(' ')}><title>A</title></item>`,
        item('Fine', 'y'),
      ),
      articles: 2,
    },
    'names of the prototype': {
      source: `{"version":"https://jsonfeed.org/version/1.1","__proto__":{"title":"x"},"items":[{"__proto__":{"title":"y"},"id":"1","title":"One","content_text":"Boats"},{"id":"constructor","title":"Two","content_text":"Boats"}]}`,
      articles: 2,
    },
    'members of the wrong types': {
      source: `{"version":"https://jsonfeed.org/version/1.1","items":[null,1,"x",[],{"id":{},"title":[1],"content_html":7,"tags":"a","authors":{}},{"id":"2","title":"Two","content_text":"Boats"}]}`,
      articles: 1,
    },
  },
  ordinary: size => rss(item('One', '<p>The <em>boats</em> start in spring.</p>\n'.repeat(size / 45))),
  nested: depth => rss(`<item><title>Deep</title>${'<a>'.repeat(depth)}</item>`),
  around: text => rss(item('Title', text)),
  rawIsSource: 'the source of an article is its entry, without the rest of the feed',
}
