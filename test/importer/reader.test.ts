import { test } from 'tap'
import { reader } from '../../src/importer/reader.ts'
import { site } from '../domain/sample.ts'

const page = 'Ferry news\n\nSee [the port][1] and **two** boats.\n\n[1]: https://port.example\n'

/** The importer of a source, and what it read. */
async function importerOf(name: string, source: string, mediaType?: string) {
  const open = async function* () {
    yield Buffer.from(source)
  }
  for await (const item of reader('desk', site)({ name, origin: `/${name}`, mediaType, open }))
    return 'problem' in item ? item.problem.code : item.importer
  return undefined
}

test('a file named .md is Markdown, also without a heading, with an unspecific media type, and with HTML', async t => {
  for (const name of ['a.md', 'b/A.MD', 'a.markdown', 'a.mdx'])
    for (const mediaType of [undefined, 'text/plain', 'application/octet-stream'])
      t.equal(await importerOf(name, page, mediaType), 'markdown', `${name} ${mediaType}`)
  t.equal(await importerOf('a.md', '<p align="center">Two boats.</p>\n\nWords.\n'), 'markdown')
  t.equal(await importerOf('a.md', '<!doctype html><title>A</title><p>Two boats start in spring.</p>'), 'html')
})

test('a file with another name, or with the media type of another format, is read by its content', async t => {
  t.equal(await importerOf('a.txt', page), 'text')
  t.equal(await importerOf('a', page), 'text')
  t.equal(await importerOf('a.md', '<p>Two boats start in spring.</p>', 'text/html'), 'html')
  t.equal(await importerOf('a.txt', `# Ferry\n\n${page}`), 'markdown')
})
