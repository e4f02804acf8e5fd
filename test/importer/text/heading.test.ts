import { test } from 'tap'
import { headingRules } from '../../../src/importer/format/text/heading.ts'
import { importText, outlineOf } from './page.ts'

const text = 'The trust signed the contract on Friday, in the old hall by the water, with all its members.'
const lead = `Harbour trust buys two ferries\n\n${text}\n\n`

/** The headings of a page with this text under its lead, and the number of notes about unsure headings. */
async function headingsOf(page: string) {
  const { manuscript, report } = await importText(lead + page)
  const headings = manuscript.sections.flatMap(({ heading }) => heading ?? [])
  return { headings, unsure: report.notes.filter(({ code }) => code === 'heading-unsure').length }
}

const wrapped = `The trust signed the contract on Friday, in the old hall by the
water, and all of its members were there to see it and to speak of
how long it took them to come to this day.`

/** For each rule, a line that follows it and a line that breaks it. */
const rules: Record<string, { keeps: string; breaks: string; unsure: 0 | 1 }> = {
  'after-blank-line': { keeps: `Who pays\n\n${text}`, breaks: `${text}\nWho pays\n\n${text}`, unsure: 0 },
  short: { keeps: `${'A'.repeat(100)}\n\n${text}`, breaks: `${'A'.repeat(101)}\n\n${text}`, unsure: 0 },
  'open-end': { keeps: `Who pays?\n\n${text}`, breaks: `Who pays:\n\n${text}`, unsure: 0 },
  'has-words': { keeps: `2024\n\n${text}`, breaks: `✂ ✂\n\n${text}`, unsure: 0 },
  'no-address': { keeps: `Example.org\n\n${text}`, breaks: `https://example.org\n\n${text}`, unsure: 0 },
  'no-caption': { keeps: `Ferries: an overview\n\n${text}`, breaks: `Photo: Ann Roe\n\n${text}`, unsure: 0 },
  'no-speaker': { keeps: `FAQ for drivers\n\n${text}`, breaks: `AR: And who pays for it?\n\n${text}`, unsure: 0 },
  'no-code': { keeps: `Ports & piers\n\n${text}`, breaks: `let boats = 2\n\n${text}`, unsure: 1 },
  'no-fragment': { keeps: `iFerry for all\n\n${text}`, breaks: `and the rest of them\n\n${text}`, unsure: 1 },
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
}

test('every heading rule has an example', async t => {
  t.strictSame(
    headingRules.map(({ name }) => name),
    Object.keys(rules),
  )
})

for (const [name, { keeps, breaks, unsure }] of Object.entries(rules)) {
  test(`heading rule ${name}: a line that follows it is a heading, and a line that breaks it is not`, async t => {
    t.strictSame(await headingsOf(keeps), { headings: [keeps.split('\n')[0]], unsure: 0 })
    t.strictSame(await headingsOf(breaks), { headings: [], unsure })
  })
}

for (const end of ['.', ',', ';', ':', '!']) {
  test(`a line that ends in ${end} is not a heading`, async t => {
    t.strictSame(await headingsOf(`Who pays${end}\n\n${text}`), { headings: [], unsure: 0 })
  })
}

test('a heading needs no blank line below it in a file without hard wraps', async t => {
  t.strictSame(await headingsOf(`Who pays\n${text}`), { headings: ['Who pays'], unsure: 0 })
})

test('adjacent short lines, such as an address, are one paragraph with hard breaks', async t => {
  const { manuscript } = await importText(`${lead}12 Main Street\nSpringfield\nUSA\n`)
  t.strictSame(outlineOf(manuscript).sections, [['', text, '12 Main Street\nSpringfield\nUSA']])
})

test('a heading needs text, a list or a quote below it', async t => {
  t.strictSame(await headingsOf(`Who pays\n\n• a\n• b`), { headings: ['Who pays'], unsure: 0 })
  t.strictSame(await headingsOf(`Who pays\n\n* * *\n\n${text}`), { headings: [], unsure: 1 })
  t.strictSame(await headingsOf('Who pays'), { headings: [], unsure: 1 })
})

test('two headings may follow each other', async t => {
  t.strictSame(await headingsOf(`Part One\n\nWho pays\n\n${text}`), { headings: ['Part One', 'Who pays'], unsure: 0 })
})

const names = ['Harbour Queen', 'Pier Lady', 'Old Tom', 'Number 7']
const listsWithoutBullets = {
  'names in separate paragraphs': [`${names.join('\n\n')}\n\n${text}`, 4],
  'names below a heading': [`${text}\n\n${names.slice(0, 3).join('\n\n')}\n\n${text}`, 3],
  'two names after a colon': [`The boats are these:\n\n${names.slice(0, 2).join('\n\n')}\n\n${text}`, 2],
  'the words of two speakers': [`AR: How long did it take?\n\nMQ: Two winters\n\n${text}`, 0],
  'options of a command': [`all or nothing\n\nnone of the rows\n\n${text}`, 2],
  'addresses with a word': [`See https://example.org/boats\n\n${text}`, 0],
  'credits of pictures': [`Image courtesy of the port\n\n${text}\n\nPhoto via the press office\n\n${text}`, 0],
} as const

for (const [name, [page, unsure]] of Object.entries(listsWithoutBullets)) {
  test(`short lines of a list without bullets are not headings: ${name}`, async t => {
    t.strictSame(await headingsOf(page), { headings: [], unsure })
  })
}

test('numbered items with indented paragraphs are a list', async t => {
  const { manuscript } = await importText(`${lead}1. Ask early\n\n   ${text}\n\n2. Ask often\n\n   ${text}\n`)
  t.strictSame(outlineOf(manuscript).sections.length, 1)
  const list = manuscript.sections[0]?.blocks[1]
  t.strictSame(list?.type === 'list' && list.items.map(item => [item.content, item.blocks.length]), [
    [[{ text: 'Ask early' }], 1],
    [[{ text: 'Ask often' }], 1],
  ])
})

test('numbered headings keep their numbers', async t => {
  for (const heading of [
    '1. Who pays',
    '2) What next',
    '3.1 The city',
    '4.2. The fund',
    'IV. The boats',
    'B. Piers',
    'Step 5: Sail',
  ]) {
    t.strictSame(await headingsOf(`${heading}\n\n${text}`), { headings: [heading], unsure: 0 })
  }
})

test('a number starts a heading when the next numbered line is not adjacent, and a list item when it is', async t => {
  const headings = await headingsOf(`1. Who pays\n\n${text}\n\n2. What next\n\n${text}`)
  t.strictSame(headings, { headings: ['1. Who pays', '2. What next'], unsure: 0 })
  const { manuscript } = await importText(`${lead}1. Who pays\n2. What next\n\n3. And then\n\n${text}`)
  t.strictSame(outlineOf(manuscript).sections, [['', text, { ol: ['Who pays', 'What next', 'And then'] }, text]])
})

test('headings with multi-part numbers have deeper levels', async t => {
  const { manuscript } = await importText(
    `${lead}1. Who pays\n\n${text}\n\n1.1 The city\n\n${text}\n\n1.1.1 Its budget\n\n${text}`,
  )
  t.strictSame(
    manuscript.sections.map(({ level }) => level),
    [1, 2, 3, 4],
  )
})

test('an underlined line is a heading, also in capitals', async t => {
  t.strictSame(await headingsOf(`WHO PAYS\n========\n${text}`), { headings: ['WHO PAYS'], unsure: 0 })
})

test('a heading keeps its marks in headingContent', async t => {
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
