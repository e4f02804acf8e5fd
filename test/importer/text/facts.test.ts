import { test } from 'tap'
import { importText } from './page.ts'

const body = 'The harbour trust signed the contract on Friday, and it pays 41 million for the two boats.'

/** Metadata of a page with these lines under its title, and the codes of its notes. */
async function factsOf(lines: string, options = {}) {
  const { manuscript, report } = await importText(`Harbour trust buys two ferries\n\n${lines}\n\n${body}\n`, options)
  const { title, language, sections, footnotes, keyTakeaways, ...facts } = manuscript
  const { tags, authors, ...rest } = facts
  return {
    ...rest,
    ...(tags.length > 0 && { tags }),
    ...(authors.length > 0 && { authors: authors.map(({ name }) => name) }),
    ...(report.notes.length > 0 && { notes: report.notes.map(({ code }) => code) }),
  }
}

const day = { publishedAt: '2024-11-22T00:00:00Z', publishedPrecision: 'day' }

const lines: [string, object][] = [
  ['📅 · 📁 Industry · 👁 7 views · ⏱️ 12 min read', { category: 'Industry', views: 7, readingTimeMinutes: 12 }],
  ['⏱️ 12 min read · 👁 7 views · 📁 Industry · 📅', { category: 'Industry', views: 7, readingTimeMinutes: 12 }],
  ['📅 · 📁 · 👁 · ⏱️', {}],
  ['📅 2024-11-22 📁 Industry 👁 7 ⏱ 12', { ...day, category: 'Industry', views: 7, readingTimeMinutes: 12 }],
  ['Category: Industry | 1.2K views | 12 minute read', { category: 'Industry', views: 1200, readingTimeMinutes: 12 }],
  ['Published 22 November 2024 / 3.4M views / 12-minute read', { ...day, views: 3_400_000, readingTimeMinutes: 12 }],
  [
    'By A. Writer and B. Editor — November 22, 2024 — 5 min read — Share',
    { ...day, authors: ['A. Writer', 'B. Editor'], readingTimeMinutes: 5 },
  ],
  ['By Jane Doe, Senior Writer', { authors: ['Jane Doe'], notes: ['author-role'] }],
  [
    'By Jane Doe on Nov 22nd, 2024 at 10:30 AM',
    { authors: ['Jane Doe'], publishedAt: '2024-11-22T10:30:00Z', publishedPrecision: 'instant' },
  ],
  ['Nov. 22, 2024, 9:05 a.m. ET', { publishedAt: '2024-11-22T14:05:00Z', publishedPrecision: 'instant' }],
  ['2024-11-22T09:00:00+01:00', { publishedAt: '2024-11-22T08:00:00Z', publishedPrecision: 'instant' }],
  ['Tags: ferries, harbour', { tags: ['ferries', 'harbour'] }],
  ['#ferries #harbour', { tags: ['ferries', 'harbour'] }],
  [
    'Date: 22/11/2024\nCategory: Arts / Film\nViews: 1,234\nReading time: 1 hr 5 min',
    { ...day, category: 'Arts / Film', views: 1234, readingTimeMinutes: 65 },
  ],
  ['Published 22 November 2024 · Updated 3 December 2024', { ...day, updatedAt: '2024-12-03T00:00:00Z' }],
  [
    'Kategorie: Verkehr · 1.234 Aufrufe · Lesezeit: 12 Minuten',
    { category: 'Verkehr', views: 1234, readingTimeMinutes: 12 },
  ],
  [
    'Veröffentlicht am Freitag, 22. November 2024 um 10:30 Uhr | 1,2 Tsd. Aufrufe',
    { publishedAt: '2024-11-22T10:30:00Z', publishedPrecision: 'instant', views: 1200 },
  ],
  [
    'Von Anna Müller und Jan van der Berg | 22.11.2024 | 12 Min. Lesezeit',
    { ...day, authors: ['Anna Müller', 'Jan van der Berg'], readingTimeMinutes: 12 },
  ],
  [
    'Par Zoé Martin · Publié le 22 novembre 2024 · 1 234 vues · 12 min de lecture',
    { ...day, authors: ['Zoé Martin'], views: 1234, readingTimeMinutes: 12 },
  ],
  [
    'Catégorie : Transports | Temps de lecture : 12 minutes | 1,2 k vues',
    { category: 'Transports', readingTimeMinutes: 12, views: 1200 },
  ],
  [
    'Por Ana García y Luis Pérez | 22 de noviembre de 2024 | 1,2 mil visitas | 12 min de lectura',
    { ...day, authors: ['Ana García', 'Luis Pérez'], views: 1200, readingTimeMinutes: 12 },
  ],
  [
    'Por Ana Souza e Rui Lima | Publicado em 22 de novembro de 2024 | 1,2 mil visualizações | Tempo de leitura: 12 minutos',
    { ...day, authors: ['Ana Souza', 'Rui Lima'], views: 1200, readingTimeMinutes: 12 },
  ],
  [
    'Ngày 22 tháng 11 năm 2024 | Chuyên mục: Giao thông | 1.234 lượt xem | 12 phút đọc',
    { ...day, category: 'Giao thông', views: 1234, readingTimeMinutes: 12 },
  ],
  [
    'Tác giả: Nguyễn Văn A và Trần Thị B | 1,2 nghìn lượt xem | Thời gian đọc: 12 phút',
    { authors: ['Nguyễn Văn A', 'Trần Thị B'], views: 1200, readingTimeMinutes: 12 },
  ],
  ['Published 03/04/2024', { notes: ['date-ambiguous'] }],
  ['Published 31 February 2024', { notes: ['date-unread'] }],
  ['Published: last week', { notes: ['date-unread'] }],
  ['Industry Desk | 22 November 2024', { ...day, notes: ['fact-unread'] }],
]

for (const [line, expected] of lines) {
  test(`facts: ${line.replaceAll('\n', ' ⏎ ')}`, async t => {
    t.strictSame(await factsOf(line), expected)
  })
}

test('reads an ambiguous date in the order of the option', async t => {
  const order = async (dateOrder: 'dmy' | 'mdy') => (await factsOf('Published 03/04/2024', { dateOrder })) as object
  t.strictSame(await order('dmy'), { publishedAt: '2024-04-03T00:00:00Z', publishedPrecision: 'day' })
  t.strictSame(await order('mdy'), { publishedAt: '2024-03-04T00:00:00Z', publishedPrecision: 'day' })
})

test('a day begins in the time zone of the site', async t => {
  t.strictSame(await factsOf('22 November 2024', { timeZone: 'Asia/Ho_Chi_Minh' }), {
    publishedAt: '2024-11-21T17:00:00Z',
    publishedPrecision: 'day',
  })
})

test('does not read a sentence with a date, a number of minutes or a name as a facts line', async t => {
  const sentences = [
    'On 22 November 2024 the trust bought two ferries.',
    'Views: the sea, the sky and the harbour.',
    'By the end of the year it will have two.',
    'The trip takes 12 minutes and 7 people have views on it.',
  ]
  for (const sentence of sentences) t.strictSame(await factsOf(sentence), {}, sentence)
})

test('records facts lines with their places', async t => {
  const { report } = await importText(`A title\n\nBy Ann Roe | 5 min read\n\n${body}\n\nTags: a, b\n`)
  t.strictSame(report.consumed, [
    { role: 'facts', text: 'By Ann Roe | 5 min read', place: { line: 3 } },
    { role: 'facts', text: 'Tags: a, b', place: { line: 7 } },
  ])
})
