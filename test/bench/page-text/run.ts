import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { blocksText } from '../../../src/domain/body/word-count.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { readOne } from '../../importer/read-one.ts'
import { agreement, type Score } from './agreement.ts'

/**
 * `npm run bench:pages -- FOLDER [--worst N]`: how well the words of articles are found in HTML pages. The folder holds
 * pages (`name.html`) and next to each the text of its article (`name.txt`). Prints precision, recall and F1, each the mean
 * over all pages, and the pages with the lowest F1.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { worst: { type: 'string', default: '5' } },
})
const [folder] = positionals
if (folder === undefined) {
  process.stderr.write('Name a folder with pages (name.html) and the texts of their articles (name.txt).\n')
  process.exit(2)
}

const scores: (Score & { name: string })[] = []
for (const name of readdirSync(folder).filter(one => one.endsWith('.html'))) {
  const expected = join(folder, name.replace(/\.html$/, '.txt'))
  if (!existsSync(expected)) continue
  const found = await articleText(readFileSync(join(folder, name), 'utf8'))
  scores.push({ name, ...agreement(readFileSync(expected, 'utf8'), found) })
}
const mean = (of: 'precision' | 'recall' | 'f1') => scores.reduce((sum, score) => sum + score[of], 0) / scores.length
const row = ({ precision, recall, f1 }: Score) =>
  `F1 ${f1.toFixed(3)}  precision ${precision.toFixed(3)}  recall ${recall.toFixed(3)}`
const all = { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') }
const worst = scores.toSorted((one, other) => one.f1 - other.f1).slice(0, Number(values.worst))
process.stdout.write(
  `${[`${row(all)}  ${scores.length} pages`, ...worst.map(score => `${row(score)}  ${score.name}`)].join('\n')}\n`,
)

/** All text of a page's article but its title; nothing of a page that is not read. */
async function articleText(source: string): Promise<string> {
  const item = await readOne(htmlImporter, source, { name: 'page.html' })
  if (item.kind === 'problem') return ''
  const { keyTakeaways, sections } = item.manuscript
  const takeaways = keyTakeaways.map(({ content }) => content.map(({ text }) => text).join(''))
  return [...takeaways, ...sections.flatMap(({ heading = '', blocks }) => [heading, blocksText(blocks)])].join('\n')
}
