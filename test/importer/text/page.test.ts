import { test } from 'tap'
import { hasMembers } from '../../has-members.ts'
import { importText, outlineOf } from './page.ts'

const one = 'The trust signed the contract on Friday, in the old hall by the water.'
const two = 'The city pays half of the price and the region pays the rest, as both had said.'
const facts = '📅 · 📁 Industry · 👁 7 views · ⏱️ 12 min read'

/** A page of the format, which the tests vary. */
const page = `📑 Table of Contents

Harbour Trust Buys Two Ferries

${facts}
💡 Two boats of 1987 make room for quiet ones.

${one}

${two}

Key Takeaways at a Glance

  • The ferries cost $41 million
  • They replace two boats — both of 1987

Who Pays?

${two}

It brings:

  • Less noise
  • Less smoke

What Happens Next

${one}
`

const whole = {
  title: 'Harbour Trust Buys Two Ferries',
  summary: 'Two boats of 1987 make room for quiet ones.',
  takeaways: ['The ferries cost $41 million', 'They replace two boats — both of 1987'],
  sections: [
    ['', one, two],
    ['Who Pays?', two, 'It brings:', { ul: ['Less noise', 'Less smoke'] }],
    ['What Happens Next', one],
  ],
  lists: [2],
}

const variations: Record<string, (text: string) => string> = {
  'as it is': text => text,
  'with CRLF': text => text.replaceAll('\n', '\r\n'),
  'with CR': text => text.replaceAll('\n', '\r'),
  'with a byte order mark': text => `\ufeff${text}`,
  'with no-break spaces': text => text.replaceAll(' ', '\u00a0'),
  'with tabs before bullets': text => text.replaceAll('  •', '\t•'),
  'with tabs after bullets': text => text.replaceAll('• ', '•\t'),
  'with trailing spaces': text => text.replaceAll('\n', ' \t \n'),
  'with more blank lines': text => text.replaceAll('\n\n', '\n\n\n \n\n'),
  'indented as a whole': text => text.replace(/^/gm, '    '),
  'without contents': text => text.replace(/^📑.*\n\n/, ''),
  'with a contents list': text => text.replace('Contents\n', 'Contents\n• Who Pays?\n• What Happens Next\n'),
  'with a numbered contents list': text =>
    text.replace('Contents\n', 'Contents\n\n1. Who Pays? .... 2\n2. What Happens Next .... 3\n'),
  'with plain contents': text => text.replace('Contents\n', 'Contents\n\nWho Pays?\n\nWhat Happens Next\n'),
  'with contents after the lead': text =>
    `${text.slice(21)}`.replace('Key Take', 'In this article\n\nWho Pays?\nWhat Happens Next\n\nKey Take'),
  'with the summary before the facts': text => text.replace(/(📅.*)\n(💡.*)/, '$2\n$1'),
  'with the summary apart': text => text.replace('💡 ', '\n💡\n'),
  'with a summary in words': text => text.replace('💡', 'Summary:'),
  'with the facts on separate lines': text => text.replaceAll(' · ', '\n'),
  'with the facts over the title': text => text.replace(/(Harbour.*)\n\n(📅.*)\n/, '$2\n\n$1\n\n'),
  'with bullets of other kinds': text => text.replaceAll('•', '▪'),
  'with numbers for bullets': text =>
    text.replace(/• The|• Less n/g, m => `1. ${m.slice(2)}`).replace(/• The|• Less s|• They/g, m => `2. ${m.slice(2)}`),
  'with text right after lists': text => text.replace('  • Less smoke\n\n', '  • Less smoke\n\n'),
  'with a bold takeaways heading': text => text.replace(/Key.*Glance/, '**Key Takeaways**'),
  'with takeaways before the lead': text => moved(text, `${one}\n\n${two}\n\nKey`),
  'with takeaways at the end': text => moved(text, ''),
  'with takeaways without bullets': text => text.replace('  • The f', 'The f').replace('  • They', '\nThey'),
  'with takeaways on separate lines': text => text.replace('  • The f', 'The f').replace('  • They', 'They'),
}

for (const heading of [
  'TL;DR',
  'At a glance',
  'In brief',
  'Highlights',
  'The short version',
  'Das Wichtigste in Kürze',
  'L’essentiel',
  'Puntos clave',
  'Em resumo',
  'Điểm chính',
  '🔑 KEY TAKEAWAYS:',
  '5 Key Takeaways From the Deal',
]) {
  variations[`with takeaways under "${heading}"`] = text => text.replace(/Key.*Glance/, heading)
}

for (const [name, vary] of Object.entries(variations)) {
  test(`reads the page ${name}`, async t => {
    const { manuscript } = await importText(vary(page))
    const outline = outlineOf(manuscript)
    const plain = name.includes('numbers') ? JSON.parse(JSON.stringify(outline).replaceAll('"ol"', '"ul"')) : outline
    t.strictSame(plain, whole)
    hasMembers(t, manuscript, { category: 'Industry', views: 7, readingTimeMinutes: 12 })
    t.notOk(manuscript.publishedAt)
    t.ok(manuscript.keyTakeaways.every(({ origin }) => origin === 'authored'))
  })
}

/** The page with its takeaways before the lead, or at the end. */
function moved(text: string, before: string): string {
  const takeaways = /Key Takeaways.*\n\n(?: {2}•.*\n)+\n/.exec(text)?.[0] ?? ''
  const rest = text.replace(takeaways, '')
  return before === '' ? `${rest}\n${takeaways}` : rest.replace(one, `${takeaways}${one}`)
}

test('records consumed text with its place', async t => {
  const { report } = await importText(page)
  t.strictSame(report, {
    notes: [],
    consumed: [
      { role: 'contents', text: '📑 Table of Contents', place: { line: 1 } },
      { role: 'facts', text: facts, place: { line: 5 } },
      { role: 'label', text: '💡', place: { line: 6 } },
      { role: 'takeaways-heading', text: 'Key Takeaways at a Glance', place: { line: 12 } },
    ],
  })
})

test('facts below the text keep their order', async t => {
  const facts = 'Author: Jane Doe\nAuthor: Bob Smith\n\nTags: boats\nTags: harbour'
  const { manuscript } = await importText(`A title\n\n${one} ${two}\n\n${two} ${one}\n\n${facts}\n`)
  t.strictSame(
    [manuscript.authors.map(({ name }) => name), manuscript.tags],
    [
      ['Jane Doe', 'Bob Smith'],
      ['boats', 'harbour'],
    ],
  )
})

test('a page without a title uses its first sentence as title, and keeps it in the lead', async t => {
  const { manuscript, report } = await importText(`${one} ${two}\n\n${two}\n`)
  t.strictSame(outlineOf(manuscript), {
    title: one.slice(0, -1),
    summary: undefined,
    takeaways: [],
    sections: [['', `${one} ${two}`, two]],
    lists: [],
  })
  t.strictSame(
    report.notes.map(({ code, place }) => [code, place]),
    [['title-from-text', { line: 1 }]],
  )
})

test('a title from a long first sentence ends at a word', async t => {
  const { manuscript } = await importText(`${'many words '.repeat(40)}end. And more.\n`)
  t.match(manuscript.title, /^(many words )+many(?: words)?…$/)
  t.ok(manuscript.title.length <= 121)
})

test('a page of marks without text uses its file name as title', async t => {
  const { manuscript, report } = await importText('---\n\n***\n')
  t.equal(manuscript.title, 'page')
  t.strictSame(
    report.notes.map(({ code }) => code),
    ['title-from-name'],
  )
})

test('reads breadcrumbs, a kicker and a standfirst around the title', async t => {
  const { manuscript, report } = await importText(
    `Home > News > Transport\n\nBREAKING NEWS\n\nHarbour trust buys two ferries\n\nTwo boats of 1987 make room\n\nBy Ann Roe | 5 min read | Share\n\n${one}\n`,
  )
  hasMembers(t, outlineOf(manuscript), {
    title: 'Harbour trust buys two ferries',
    summary: 'Two boats of 1987 make room',
    sections: [['', one]],
  })
  t.strictSame(
    report.consumed.map(({ role }) => role),
    ['breadcrumbs', 'kicker', 'facts'],
  )
})

test('a second line continues the title if it starts with a small letter, and is the summary otherwise', async t => {
  const goesOn = await importText(`Harbour trust buys\ntwo ferries\n\nBy Ann Roe\n\n${one}\n`)
  hasMembers(t, goesOn.manuscript, { title: 'Harbour trust buys two ferries', authors: [{ name: 'Ann Roe' }] })
  const summed = await importText(`Harbour trust buys two ferries\nTwo boats make room.\n\nBy Ann Roe\n\n${one}\n`)
  hasMembers(t, summed.manuscript, { title: 'Harbour trust buys two ferries', summary: 'Two boats make room.' })
})

test('an ordinary section called Highlights does not become key takeaways', async t => {
  const { manuscript } = await importText(
    page.replace('Who Pays?', 'Highlights').replace(/Key[\s\S]*1987\n\n/, `First\n\n${two}\n\n`),
  )
  t.strictSame(manuscript.keyTakeaways, [])
  t.strictSame(
    manuscript.sections.map(({ heading }) => heading),
    [undefined, 'First', 'Highlights', 'What Happens Next'],
  )
})

test('joins the lines of a hard-wrapped file, whose headings need a blank line after them', async t => {
  const wrap = (text: string) => text.replace(/(?=.{73})(.{1,72}) /g, '$1\n')
  const text = `${one} ${two} ${one}`
  const { manuscript } = await importText(`A title\n\n${wrap(text)}\n\nWho Pays?\n\n${wrap(text)}\n\n${wrap(text)}\n`)
  t.strictSame(outlineOf(manuscript).sections, [
    ['', text],
    ['Who Pays?', text, text],
  ])
})

test('joins the wrapped lines of a summary in a hard-wrapped file', async t => {
  const broken = 'Two boats of the year 1987 make room for two that nobody hears, and\nthat leave no smoke.'
  for (const label of ['💡', '💡\n', 'Summary:']) {
    const rest =
      'The trust signed the contract on Friday, in the old hall by the water,\nand all of its members were there to see it and to speak of how long\nit took.'
    const { manuscript } = await importText(`A title\n\n${label} ${broken}\n${facts}\n\n${rest}\n`)
    hasMembers(t, manuscript, { summary: broken.replace('\n', ' '), category: 'Industry' }, label)
  }
})

test('a summary sign without text is no summary', async t => {
  const { manuscript } = await importText(page.replace(/💡.*/, '💡'))
  t.strictSame(outlineOf(manuscript), { ...whole, summary: undefined })
})

test('long lines without blank lines between them are separate paragraphs', async t => {
  const { manuscript } = await importText(`A title\n\n${one} ${two}\n${two} ${one}\n`)
  t.strictSame(outlineOf(manuscript).sections, [['', `${one} ${two}`, `${two} ${one}`]])
})

test('keeps the source bytes, and marks the page as publishable', async t => {
  const bytes = Buffer.from(`\ufeff${page}`.replaceAll('\n', '\r\n'))
  const { raw, status } = await importText(bytes)
  t.strictSame(
    [Buffer.from(raw.bytes).equals(bytes), raw.mediaType, status],
    [true, 'text/plain;charset=utf-8', 'publishable'],
  )
})

test('uses the language of the option, the page, its words or the site, in this order', async t => {
  const language = async (text: string, options = {}) => (await importText(text, options)).manuscript.language
  t.equal(await language(page, { siteLanguage: 'de' }), 'en')
  t.equal(await language(page, { language: 'fr' }), 'fr')
  t.equal(await language(page.replace('📅', '🌐 Deutsch · 📅')), 'de')
  t.equal(await language(`A\n\nLanguage: Vietnamese\n\n${one}`), 'vi')
  t.equal(await language('Hi', { siteLanguage: 'pt-BR' }), 'pt-BR')
})
