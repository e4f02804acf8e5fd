import t from 'tap'
import { detect } from '../../src/importer/detect.ts'
import { importers } from '../../src/importer/importers.ts'
import { hasMembers } from '../has-members.ts'

const options = { name: 'export', siteLanguage: 'en', timeZone: 'UTC' }

const wordpress = (id: string, title: string) =>
  `<item><title>${title}</title><guid>${id}</guid><wp:post_type>post</wp:post_type></item>`
const rss = (id: string, title: string) => `<item><title>${title}</title><guid>${id}</guid></item>`
const twice = <Item>(make: (id: string, title: string) => Item) => [
  make('1', 'One'),
  make('2', 'Two'),
  make('1', 'Three'),
]

const sources: Record<string, string> = {
  wordpress: `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>${twice(wordpress).join('')}</channel></rss>`,
  feed: `<rss version="2.0"><channel>${twice(rss).join('')}</channel></rss>`,
  ghost: JSON.stringify({ db: [{ data: { posts: twice((id, title) => ({ id, title, slug: `s${title}` })) } }] }),
  ndjson: twice((slug, title) => JSON.stringify({ slug, title, sections: [] })).join('\n'),
}

for (const [name, source] of Object.entries(sources)) {
  t.test(`${name}: imports only the first of two articles with one identity, and reports the second`, async t => {
    const bytes = Buffer.from(source)
    const importer = detect(bytes, importers)
    t.equal(importer.name, name)
    const found: string[] = []
    const input = async function* () {
      yield bytes
    }
    for await (const item of importer.parse(input(), options))
      found.push(item.kind === 'article' ? item.manuscript.title : `${item.code}: ${item.detail}`)
    hasMembers(t, found.sort(), ['One', 'Two', /^duplicate: "Three" has the identity "1" /])
  })
}
