import { ghostImporter } from '../../../src/importer/ghost/ghost.ts'
import { importerContract } from '../../contract/importer.ts'

const file = (...posts: object[]) => JSON.stringify({ db: [{ meta: { version: '5.75.0' }, data: { posts } }] })
const html = (title: string, body: string) => ({ id: title, title, slug: title, html: body, status: 'published' })

importerContract({
  importer: ghostImporter,
  good: {
    'an export': { source: file(html('one', '<p>The boats start.</p>'), html('two', '<p>They end.</p>')), articles: 2 },
    'an export without its shell': {
      source: JSON.stringify({ meta: { exported_on: 1 }, data: { posts: [html('one', '<p>The boats start.</p>')] } }),
      articles: 1,
    },
  },
  ordinary: size => file(html('one', '<p>The <em>boats</em> start in spring.</p>\n'.repeat(size / 45))),
  nested: depth => file({ ...html('deep', ''), lexical: nestedLexical(depth) }),
  around: text => file(html('title', `<p>${text.replaceAll('<', '&lt;')}</p>`)),
  rawIsSource: 'what is not public is left out',
})

function nestedLexical(depth: number): string {
  return `{"root":${'{"type":"quote","children":[{"type":"text","text":"a"},'.repeat(depth)}{"type":"text","text":"b"}${']}'.repeat(depth)}}`
}
