import { existsSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import { importText, outlineOf } from './page.ts'

const seed = new URL('../../../../shared/fixtures/seed-article.txt', import.meta.url)

test('reads the seed page as the issue requires', {
  skip: existsSync(seed) ? false : 'the seed page is not here',
}, async t => {
  const { manuscript, report } = await importText(readFileSync(seed))
  const { keyTakeaways, sections, ...rest } = manuscript
  t.strictSame(rest, {
    title: 'Amazon Pours $4B More Into Anthropic Deal',
    summary:
      'Amazon commits an additional $4 billion to Anthropic, deepening its AI partnership and intensifying the cloud-AI arms race.',
    language: 'en',
    category: 'Industry',
    tags: [],
    authors: [],
    readingTimeMinutes: 12,
    views: 7,
    footnotes: [],
  })
  t.equal(keyTakeaways.length, 6)
  t.strictSame(
    sections.map(({ heading, blocks }) => [heading, blocks.map(({ type }) => type).join(' ')]),
    [
      [undefined, 'paragraph paragraph'],
      ['Amazon Doubles Down on Its Biggest AI Bet', 'paragraph paragraph paragraph paragraph'],
      ['Why AWS Stands to Gain the Most', 'paragraph paragraph paragraph list paragraph'],
      ['The Big Tech AI Investment Arms Race Intensifies', 'paragraph paragraph paragraph paragraph list paragraph'],
      ["Anthropic's Rising Valuation and Market Position", 'paragraph paragraph paragraph paragraph'],
      ['What This Means for Developers and Businesses', 'paragraph paragraph paragraph paragraph paragraph'],
      ['Looking Ahead: The Stakes Keep Rising', 'paragraph paragraph paragraph paragraph'],
    ],
  )
  t.strictSame(report.notes, [])
  t.equal(outlineOf(manuscript).lists.filter(items => items === 5).length, 2)
})
