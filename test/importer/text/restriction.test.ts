import { test } from 'tap'
import { importText } from './page.ts'

const body = 'The harbour trust signed the contract on Friday, and it pays 41 million for the two boats.'

/** Title, status, publication date and codes of the notes of a page with this line. */
async function readingOf(line: string, at: 'above' | 'below' | 'end') {
  const title = 'Harbour trust buys two ferries'
  const page = { above: [line, title, body], below: [title, line, body], end: [title, body, line] }[at]
  const { manuscript, status, report } = await importText(`${page.join('\n\n')}\n`)
  const { publishedAt } = manuscript
  return {
    title: manuscript.title,
    status,
    notes: report.notes.map(({ code }) => code),
    ...(publishedAt && { publishedAt }),
  }
}

const title = 'Harbour trust buys two ferries'
const withheld: [string, string][] = [
  ['Status: draft', 'draft'],
  ['Status: In review', 'pending'],
  ['Visibility: members only', 'members-only'],
  ['DRAFT', 'draft'],
  ['NOT FOR PUBLICATION', 'private'],
  ['Strictly confidential.', 'private'],
  ['Under embargo', 'scheduled'],
  ['Embargoed until the press conference of the 5th', 'scheduled'],
  ['Statut : brouillon', 'draft'],
  ['Entwurf', 'draft'],
]

test('a text with a line that restricts publication is a draft', async t => {
  for (const [line, code] of withheld)
    for (const at of ['above', 'below', 'end'] as const)
      t.strictSame(await readingOf(line, at), { title, status: 'draft', notes: [code] }, `${line}, ${at}`)
})

test('a text under embargo has the end of the embargo as publication date, not another stated date', async t => {
  for (const line of [
    'EMBARGOED UNTIL 5 May 2099, 09:00',
    'Embargo: 2099-05-05 09:00',
    'Not for release before 09:00 on 5 May 2099',
    'Sperrfrist: 5. Mai 2099, 09:00',
    '1 May 2024 | Strictly embargoed until 5 May 2099 09:00',
  ]) {
    const found = { title, status: 'publishable', notes: [], publishedAt: '2099-05-05T09:00:00Z' }
    t.strictSame(await readingOf(line, 'below'), found, line)
  }
})

test('a text that states that it is public, or only mentions a state or an embargo, is publishable', async t => {
  const found = { title, status: 'publishable', notes: [] }
  t.strictSame(await readingOf('Status: published', 'below'), found)
  for (const line of [
    'Access: step-free, by the north door, on every day of the week.',
    'The embargo on wool lasted until 1824, and the harbour paid for it.',
    'Draft beer is served on board.',
  ])
    t.strictSame(await readingOf(line, 'end'), found, line)
})
