import { ghostImporter } from '../../../src/importer/format/ghost/ghost.ts'
import type { Family } from '../../contract/importer.ts'

const file = (...posts: object[]) => JSON.stringify({ db: [{ meta: { version: '5.75.0' }, data: { posts } }] })
const html = (title: string, body: string) => ({ id: title, title, slug: title, html: body, status: 'published' })

export const ghostFamily: Family = {
  importer: ghostImporter,
  good: {
    'an export': { source: file(html('one', '<p>The boats start.</p>'), html('two', '<p>They end.</p>')), articles: 2 },
    'an export without its shell': {
      source: JSON.stringify({ meta: { exported_on: 1 }, data: { posts: [html('one', '<p>The boats start.</p>')] } }),
      articles: 1,
    },
  },
  dated: date => file({ ...html('one', '<p>Boats</p>'), published_at: date }),
  attacks: {
    'names of the prototype': {
      source: `{"db":[{"__proto__":{"x":1},"data":{"__proto__":{"posts":[]},"posts":[{"__proto__":{"title":"x"},"id":"__proto__","title":"A","html":"<p>a</p>"},{"id":"2","title":"B","constructor":"x","html":"<p>b</p>"}]}}]}`,
      articles: 2,
    },
    'members of the wrong types': {
      source: `{"db":[{"data":{"posts":[null,7,"x",[],{"id":{},"title":[],"html":{},"tags":7},{"id":"2","title":"B","html":"<p>b</p>","published_at":{},"slug":[1],"feature_image":7}],"tags":[null,7,{"id":[],"name":{}}],"posts_tags":[null,{"post_id":"2","tag_id":[]}],"users":"x"}}]}`,
      articles: 1,
    },
    'cards whose types are names of the prototype': {
      source: file({
        ...html('one', ''),
        lexical:
          '{"root":{"children":[{"type":"__proto__"},{"type":"constructor","children":[{"type":"text","text":"kept"}]}]}}',
      }),
      articles: 1,
    },
  },
  ordinary: size => file(html('one', '<p>The <em>boats</em> start in spring.</p>\n'.repeat(size / 45))),
  nested: depth => file({ ...html('deep', ''), lexical: nestedLexical(depth) }),
  around: text => file(html('title', `<p>${text.replaceAll('<', '&lt;')}</p>`)),
  rawIsSource: 'what is not public is left out',
}

function nestedLexical(depth: number): string {
  return `{"root":${'{"type":"quote","children":[{"type":"text","text":"a"},'.repeat(depth)}{"type":"text","text":"b"}${']}'.repeat(depth)}}`
}
