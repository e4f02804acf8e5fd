import { test } from 'tap'
import { plainText } from '../../../src/domain/body/inline.ts'
import { takeawayHeading } from '../../../src/importer/fact/takeaway-heading.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

async function outlineOf(body: string) {
  const { manuscript } = await readArticle(markdownImporter, `---\ntitle: Night trams\n---\n${body}\n`)
  return {
    takeaways: manuscript.keyTakeaways.map(({ content }) => plainText(content)),
    sections: manuscript.sections.map(({ heading, blocks }) => [heading ?? '', blocks.map(({ type }) => type)]),
  }
}

const points = '- The line opens in March.\n- Dogs ride free.'
const found = ['The line opens in March.', 'Dogs ride free.']
const rest = '\n\n## Timetable\n\nEvery hour.'
const after = ['Timetable', ['paragraph']]

for (const heading of [
  'Key Take-Aways',
  'The TL;DR',
  'Key findings',
  'Overall takeaways',
  'Punti chiave',
  'Kluczowe wnioski',
  'この記事の要点',
  '关键要点',
  '핵심 요약',
])
  test(`the list of a section "${heading}" becomes the key takeaways`, async t => {
    t.strictSame(await outlineOf(`## ${heading}\n\n${points}${rest}`), { takeaways: found, sections: [after] })
  })

test('a heading in a subsection keeps its list', async t => {
  t.strictSame(await outlineOf(`## Motor\n\n### TL;DR\n\n${points}${rest}`), {
    takeaways: [],
    sections: [['Motor', []], ['TL;DR', ['list']], after],
  })
})

test('a section stays whole if an unfinished sentence precedes its list or prose follows it', async t => {
  for (const [body, blocks] of [
    [`The depot closes because:\n\n${points}`, ['paragraph', 'list']],
    ['You are affected if you take one of:\n\n- line nine\n- line ten', ['paragraph', 'list']],
    [`${points}\n\nBuy a ticket in any case.`, ['list', 'paragraph']],
    ['- [Trams of the north](https://e.org/a)\n- [The depot roof](https://e.org/b)', ['list']],
  ] as const)
    t.strictSame(await outlineOf(`## TL;DR\n\n${body}${rest}`), {
      takeaways: [],
      sections: [['TL;DR', [...blocks]], after],
    })
})

test('a complete sentence before the list stays in the body', async t => {
  t.strictSame(await outlineOf(`## Key takeaways\n\nFour hundred riders answered.\n\n${points}${rest}`), {
    takeaways: found,
    sections: [['', ['paragraph']], after],
  })
})

test('a heading that only mentions takeaways does not announce them', t => {
  for (const heading of ['How to write key takeaways', 'Why takeaways matter', 'The tram that goes to town'])
    t.equal(takeawayHeading(heading), undefined, heading)
  t.end()
})
