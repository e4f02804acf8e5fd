import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import { fidelity, total } from '../../../src/importer/fidelity/fidelity.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

const folder = new URL('../../../../shared/corpus/18f-blog/posts/', import.meta.url)
const skip = existsSync(folder) ? false : 'the corpus is not next to this checkout'

test('real posts keep at least 99.9 % of their words, and every heading, link, picture, table and listing', {
  skip,
}, async t => {
  const names = readdirSync(folder).filter((_, index) => index % 6 === 0)
  const all = []
  for (const name of names) {
    const source = readFileSync(new URL(name, folder), 'utf8')
    all.push(fidelity('markdown', source, (await readArticle(markdownImporter, source, { name })).manuscript))
  }
  const { words, headings, images, tables, code, links } = total(all)
  t.ok(words.kept >= words.found * 0.999, `${words.kept} of ${words.found} words`)
  const every = [headings, links, images, tables, code]
  t.strictSame(
    every.map(part => part.kept),
    every.map(part => part.found),
  )
})
