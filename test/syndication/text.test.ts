import { test } from 'tap'
import { text } from '../../src/syndication/article/text.ts'
import { article, full, hostile, paragraph, section, site } from './articles.ts'

test('text: the page has title, facts, summary, lead, takeaways, sections and notes in this order', async t => {
  const short = {
    ...full,
    sections: [...full.sections.slice(0, 1), section(2, 'who-pays', 'Who pays?', [paragraph('The city.')])],
  }
  t.equal(
    text.render(short, site),
    [
      'Harbour Trust buys two electric ferries',
      '📅 2026-11-22 · 📁 Transport · 👁 7 views · ⏱️ 3 min read\nBy A. Writer · Tags: Ferries, Climate\n💡 Two boats for 41 million.',
      'The Trust decided on Monday.',
      'Key Takeaways',
      '  • The ferries replace two boats.\n  • They are quiet & clean.',
      'Who pays?',
      'The city.',
      '[1] Founded 1911.\n',
    ].join('\n\n'),
  )
})

test('text: the page contains the words of every block type', async t => {
  const page = text.render(full, site)
  for (const words of [
    'cost 41 million.\nNo more.',
    '  3. Third\n  4. [x] Fourth\n       • [ ] Nested',
    '> Quiet as a cat.\n> — A. Captain',
    '    if a < b:',
    'The first ferry (P. Photographer)',
    'The quay',
    'Two pictures',
    'Costs\n\nItem | Million\nHull | keel | 21',
    'The horn\nhttps://www.example.org/horn.mp3',
    'https://www.example.org/plan.pdf',
    'The trip\nhttps://www.youtube.com/watch?v=abc&t=1',
    'Mind\n\nThe gap.',
    'Hidden.',
    '* * *',
    'Yes or no?',
    'the trust[1], H2O',
  ]) {
    t.ok(page.includes(words), words)
  }
})

test('text: the page has no control characters, and no line ends in white space', async t => {
  const page = text.render(hostile, site)
  t.notMatch(page, /[^\P{Cc}\n\t]/u)
  t.notMatch(page, /[ \t]\n/)
})

test('text: the labels are in the language of the article', async t => {
  const page = text.render(article(1, { metadata: { language: 'de' }, keyTakeaways: full.keyTakeaways }), site)
  t.match(page, /⏱️ 3 Min\. Lesezeit\nVon A\. Writer · Schlagwörter: Ferries, Climate/)
  t.match(page, /\n\nDas Wichtigste in Kürze\n\n {2}• /)
})
