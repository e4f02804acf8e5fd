import { test } from 'tap'
import { headingRules } from '../../../src/importer/format/text/heading.ts'
import { importText, outlineOf } from './page.ts'

const text = 'The trust signed the contract on Friday, in the old hall by the water, with all its members.'
const lead = `Harbour trust buys two ferries\n\n${text}\n\n`

/** Headings of a page that holds this under its lead, and how many notes say that one is unsure. */
async function headingsOf(page: string) {
  const { manuscript, report } = await importText(lead + page)
  const headings = manuscript.sections.flatMap(({ heading }) => heading ?? [])
  return { headings, unsure: report.notes.filter(({ code }) => code === 'heading-unsure').length }
}

const wrapped = `The trust signed the contract on Friday, in the old hall by the
water, and all of its members were there to see it and to speak of
how long it took them to come to this day.`

/** For each rule a line that keeps it and one that breaks it. */
const rules: Record<string, { keeps: string; breaks: string; unsure: 0 | 1 }> = {
  'after-blank-line': { keeps: `Who pays\n\n${text}`, breaks: `${text}\nWho pays\n\n${text}`, unsure: 0 },
  short: { keeps: `${'a'.repeat(100)}\n\n${text}`, breaks: `${'a'.repeat(101)}\n\n${text}`, unsure: 0 },
  'open-end': { keeps: `Who pays?\n\n${text}`, breaks: `Who pays:\n\n${text}`, unsure: 0 },
  'has-words': { keeps: `2024\n\n${text}`, breaks: `✂ ✂\n\n${text}`, unsure: 0 },
  'no-address': { keeps: `Example.org\n\n${text}`, breaks: `https://example.org\n\n${text}`, unsure: 0 },
  'no-caption': { keeps: `Ferries: an overview\n\n${text}`, breaks: `Photo: Ann Roe\n\n${text}`, unsure: 0 },
  'no-trailing-off': { keeps: `And then\n\n${text}`, breaks: `And then…\n\n${text}`, unsure: 1 },
  'not-broken': {
    keeps: `Who pays for it\n\n${wrapped}\n\n${wrapped}`,
    breaks: `${wrapped}\n\n${wrapped}`,
    unsure: 0,
  },
  'own-line': {
    keeps: `Who pays\n\n${wrapped}\n\n${wrapped}`,
    breaks: `Who pays\n${wrapped}\n\n${wrapped}`,
    unsure: 1,
  },
  'body-under': { keeps: `Who pays\n\n• a\n• b`, breaks: `Who pays`, unsure: 1 },
}

test('every heading rule has an example', async t => {
  t.strictSame(
    headingRules.map(({ name }) => name),
    Object.keys(rules),
  )
})

for (const [name, { keeps, breaks, unsure }] of Object.entries(rules)) {
  test(`heading rule ${name}: a line that keeps it is a heading, one that breaks it is not`, async t => {
    t.strictSame(await headingsOf(keeps), { headings: [keeps.split('\n')[0]], unsure: 0 })
    t.strictSame(await headingsOf(breaks), { headings: [], unsure })
  })
}

for (const end of ['.', ',', ';', ':', '!']) {
  test(`a line that ends in ${end} is no heading`, async t => {
    t.strictSame(await headingsOf(`Who pays${end}\n\n${text}`), { headings: [], unsure: 0 })
  })
}

test('in a file that is not wrapped a heading may stand right over its text', async t => {
  t.strictSame(await headingsOf(`Who pays\n${text}`), { headings: ['Who pays'], unsure: 0 })
})

test('short lines together, such as an address, are one paragraph with hard breaks', async t => {
  const { manuscript } = await importText(`${lead}12 Main Street\nSpringfield\nUSA\n`)
  t.strictSame(outlineOf(manuscript).sections, [['', text, '12 Main Street\nSpringfield\nUSA']])
})

test('a heading over another one stays a paragraph, with a note', async t => {
  t.strictSame(await headingsOf(`Part One\n\nWho pays\n\n${text}`), { headings: ['Who pays'], unsure: 1 })
})

test('a number starts a heading when the next numbered line is not adjacent, and a list item when it is', async t => {
  const headings = await headingsOf(`1. Who pays\n\n${text}\n\n2. What next\n\n${text}`)
  t.strictSame(headings, { headings: ['1. Who pays', '2. What next'], unsure: 0 })
  const { manuscript } = await importText(`${lead}1. Who pays\n2. What next\n\n3. And then\n\n${text}`)
  t.strictSame(outlineOf(manuscript).sections, [['', text, { ol: ['Who pays', 'What next', 'And then'] }, text]])
})

test('numbers with parts give deeper levels', async t => {
  const { manuscript } = await importText(
    `${lead}1. Who pays\n\n${text}\n\n1.1 The city\n\n${text}\n\n1.1.1 Its budget\n\n${text}`,
  )
  t.strictSame(
    manuscript.sections.map(({ level }) => level),
    [1, 2, 3, 4],
  )
})

test('an underlined line is a heading, in capitals too', async t => {
  t.strictSame(await headingsOf(`WHO PAYS\n========\n${text}`), { headings: ['WHO PAYS'], unsure: 0 })
})

test('marks in a heading are kept beside its words', async t => {
  const { manuscript } = await importText(`${lead}Who *really* pays\n\n${text}`)
  const { blocks, ...section } = manuscript.sections[1] ?? { blocks: [] }
  t.strictSame(section, {
    heading: 'Who really pays',
    headingContent: [{ text: 'Who ' }, { text: 'really', emphasis: true }, { text: ' pays' }],
    level: 2,
  })
})

test('a sentence in strong or emphasis under a line is text, not another heading', async t => {
  for (const body of ['Take an umbrella. **Really.**', '_Take an umbrella._', '**Take an umbrella!**']) {
    t.strictSame(await headingsOf(`What about rain?\n\n${body}`), { headings: ['What about rain?'], unsure: 0 }, body)
  }
})
