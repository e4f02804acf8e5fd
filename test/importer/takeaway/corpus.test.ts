import { test } from 'tap'
import { plainText } from '../../../src/domain/body/inline.ts'
import { blocksText } from '../../../src/domain/body/word-count.ts'
import { importers } from '../../../src/importer/importers.ts'
import { readArticle } from '../read-one.ts'
import { exportedArticles } from './export.ts'
import type { Labelled } from './labelled.ts'
import { articlesInLanguages } from './language.ts'
import { markdownArticles } from './markdown.ts'
import { pages } from './page.ts'
import { texts } from './text.ts'

const corpus = [...markdownArticles, ...pages, ...exportedArticles, ...texts, ...articlesInLanguages]
const read = await Promise.all(corpus.map(partsOf))

async function partsOf({ format, source }: Labelled) {
  const importer = importers.find(({ name }) => name === format)
  if (!importer) throw new Error(format)
  const { manuscript } = await readArticle(importer, source, { name: 'tram', language: undefined })
  return {
    takeaways: manuscript.keyTakeaways.map(({ content }) => plainText(content)),
    body: manuscript.sections.map(({ heading = '', blocks }) => `${heading}\n${blocksText(blocks)}`).join('\n'),
  }
}

test('finds key takeaways with a precision of 0.95 and a recall of 0.90', async t => {
  const isRight = ({ points, taken }: Labelled, at: number) =>
    taken && JSON.stringify(read[at]?.takeaways) === JSON.stringify(points)
  const right = corpus.filter(isRight).length
  const found = read.filter(({ takeaways }) => takeaways.length > 0).length
  const labelled = corpus.filter(({ taken }) => taken).length
  const wrong = corpus.flatMap((one, at) =>
    (one.taken ? !isRight(one, at) : read[at]?.takeaways.length !== 0) ? [one.name] : [],
  )
  t.comment(
    `${corpus.length} articles: precision ${right / found}, recall ${right / labelled}; wrong: ${wrong.join(' | ')}`,
  )
  t.ok(corpus.length >= 100, `${corpus.length} articles`)
  t.ok(right / found >= 0.95, `precision ${right / found}`)
  t.ok(right / labelled >= 0.9, `recall ${right / labelled}`)
})

test('each point is once in the article, as a key takeaway or in the body', async t => {
  for (const [at, { name, points }] of corpus.entries()) {
    const { takeaways = [], body = '' } = read[at] ?? {}
    const counts = points.map(
      point => body.split(point).length - 1 + takeaways.filter(takeaway => takeaway === point).length,
    )
    t.strictSame(
      counts,
      points.map(() => 1),
      name,
    )
  }
})
