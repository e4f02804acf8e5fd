import t from 'tap'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'
import { type Built, build } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'
import { ferries } from './sample.ts'

type Hit = {
  article: { id: string; slug: string; title: string }
  section?: { anchor: string; heading?: string; url: string }
  matches: { field: string; content: { text: string; highlight?: true }[] }[]
  score: number
}
type Results = {
  items: Hit[]
  matched: string
  corrected: { from: string; to: string }[]
  facets?: Record<string, { value: string; count: number }[]>
  page: { limit: number; next?: string; nextUrl?: string; previous?: string; total?: number; unknown?: string[] }
}

async function search({ app }: Built, query: string, more = ''): Promise<Results> {
  const { statusCode, body } = await app.inject(`/v1/search?q=${encodeURIComponent(query)}${more}`)
  if (statusCode !== 200) throw new Error(body)
  return JSON.parse(body)
}

async function slugs(built: Built, query: string, more = ''): Promise<string[]> {
  return (await search(built, query, more)).items.map(({ article }) => article.slug)
}

const article = (title: string, text: string, more: Partial<Manuscript> = {}): Partial<Manuscript> => ({
  title,
  publishedAt: '2026-11-01T09:00:00Z',
  sections: [lead(text)],
  ...more,
})

t.test('GET /v1/search returns articles with their best section and excerpts', async t => {
  const built = await build(t)
  const { id } = await built.publish('a', ferries)
  await built.publish('b', article('Bread', 'Nothing about boats.'))
  const found = await search(built, 'city ferries')
  const base = 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries'
  t.equal(found.items[0]?.article.id, id)
  t.strictSame(
    { ...found, items: found.items.map(({ article: _, score: __, ...hit }) => hit) },
    {
      items: [
        {
          section: { anchor: 'who-pays', heading: 'Who pays', url: `${base}/sections/who-pays` },
          matches: [
            {
              field: 'title',
              content: [{ text: 'Harbour Trust buys two electric ' }, { text: 'ferries', highlight: true }],
            },
            { field: 'body', content: [{ text: 'The ' }, { text: 'city', highlight: true }, { text: ' does.' }] },
            { field: 'tag', content: [{ text: 'Ferries', highlight: true }] },
          ],
        },
      ],
      matched: 'all',
      corrected: [],
      page: { limit: 20 },
    },
  )
})

t.test('GET /v1/search finds words in every language and spelling', async t => {
  const built = await build(t)
  await built.publish('de', article('Die Straße', 'In den Häusern wohnen Menschen.', { language: 'de' }))
  await built.publish('ru', article('Новый год', 'На площади стоит ёлка с огнями.', { language: 'ru' }))
  await built.publish('el', article('Ταξίδι', 'Η Αθήνα είναι μεγάλη πόλη.', { language: 'el' }))
  await built.publish('vi', article('Du lịch', 'Thủ đô là Hà Nội và rất đẹp.', { language: 'vi' }))
  await built.publish('zh', article('新闻', '今天北京天气很好,我们去公园。', { language: 'zh' }))
  await built.publish('ja', article('ニュース', '昨日は東京タワーに行きました。', { language: 'ja' }))
  await built.publish('ko', article('소식', '어제 서울에서 친구를 만났다.', { language: 'ko' }))
  await built.publish('th', article('ข่าว', 'วันนี้อากาศดีมากในประเทศไทย', { language: 'th' }))
  await built.publish('tr', article('Haber', 'İSTANBUL ve ısparta arasında kitaplarımız var.', { language: 'tr' }))
  await built.publish('en', article('Sport', 'She likes a run, and C++ code.', { language: 'en' }))
  const first = async (query: string) => (await search(built, query)).items[0]?.article.title
  const cases: Record<string, string> = {
    strasse: 'Die Straße',
    STRAẞE: 'Die Straße',
    haus: 'Die Straße',
    елка: 'Новый год',
    ёлками: 'Новый год',
    αθηνα: 'Ταξίδι',
    'ha noi': 'Du lịch',
    北京: '新闻',
    天气: '新闻',
    京: '新闻',
    園: '',
    东京: '',
    東京: 'ニュース',
    タワー: 'ニュース',
    서울: '소식',
    อากาศ: 'ข่าว',
    istanbul: 'Haber',
    ISPARTA: 'Haber',
    kitap: 'Haber',
    running: 'Sport',
    'c++': 'Sport',
  }
  const found = await Promise.all(Object.keys(cases).map(async query => [query, (await first(query)) ?? '']))
  t.strictSame(Object.fromEntries(found), cases)
})

t.test('GET /v1/search understands phrases, exclusions, prefixes, alternatives and fields', async t => {
  const built = await build(t)
  await built.publish('a', article('Tide clock', 'The old clock came back to the harbour.'))
  await built.publish(
    'b',
    article('Harbour lights', 'A clock that is old, and a lamp.', { authors: [{ name: 'Ann Writer' }] }),
  )
  await built.publish('c', article('Bakery', 'The bakery opens at three.', { tags: ['Lamps'] }))
  const cases: Record<string, string[]> = {
    '"old clock"': ['tide-clock'],
    'clock old': ['harbour-lights', 'tide-clock'],
    'clock -lamp': ['tide-clock'],
    '-clock': [],
    'bak*': ['bakery'],
    'bakery OR tide': ['bakery', 'tide-clock'],
    'title:harbour': ['harbour-lights'],
    harbour: ['harbour-lights', 'tide-clock'],
    'author:ann': ['harbour-lights'],
    'tag:lamp': ['bakery'],
    'body:harbour': ['tide-clock'],
    'three opens "': ['bakery'],
    '(NEAR(': [],
    'a AND': ['harbour-lights'],
    '*': [],
  }
  const found = await Promise.all(
    Object.keys(cases).map(async query => [query, (await slugs(built, query, '&typos=false')).sort()]),
  )
  t.strictSame(Object.fromEntries(found), cases)
})

t.test('GET /v1/search corrects unknown words and says so', async t => {
  const built = await build(t)
  await built.publish('a', article('Harbour lights', 'The breakwater was repaired.'))
  await built.publish('b', article('Form', 'Take the from.'))
  const corrected = async (query: string, more = '') => (await search(built, query, more)).corrected
  t.strictSame(await corrected('harbuor'), [{ from: 'harbuor', to: 'harbour' }])
  t.strictSame(await corrected('braekwatre'), [{ from: 'braekwatre', to: 'breakwater' }])
  t.strictSame(await slugs(built, 'harbuor braekwatre'), ['harbour-lights'])
  t.strictSame(await corrected('xarbour'), [], 'the first letter counts double')
  t.strictSame(await corrected('frm'), [], 'up to four letters nothing is corrected')
  t.strictSame(await corrected('from'), [], 'a word of the archive is not corrected')
  t.strictSame(await slugs(built, 'harbuor', '&typos=false'), [])
})

t.test('GET /v1/search returns articles with most of the words if none has them all', async t => {
  const built = await build(t)
  await built.publish('a', article('Harbour', 'The ferry sails.'))
  await built.publish('b', article('Bread', 'The oven is hot.'))
  const { items, matched } = await search(built, 'harbour ferry oven')
  t.strictSame([items.map(({ article }) => article.slug), matched], [['harbour'], 'some'])
})

t.test('GET /v1/search filters, sorts, counts and counts facets', async t => {
  const built = await build(t)
  await built.publish(
    'a',
    article('Ferry one', 'Boats.', { category: 'Transport', tags: ['Sea'], publishedAt: '2024-03-01T00:00:00Z' }),
  )
  await built.publish(
    'b',
    article('Ferry two', 'Boats.', { category: 'Culture', tags: ['Sea'], publishedAt: '2025-03-01T00:00:00Z' }),
  )
  await built.publish(
    'c',
    article('Ferry three', 'Boats.', { category: 'Culture', language: 'de', publishedAt: '2025-04-01T00:00:00Z' }),
  )
  t.strictSame(await slugs(built, 'ferry', '&sort=-publishedAt'), ['ferry-three', 'ferry-two', 'ferry-one'])
  t.strictSame(await slugs(built, 'ferry', '&sort=publishedAt'), ['ferry-one', 'ferry-two', 'ferry-three'])
  t.strictSame(await slugs(built, 'ferry', '&tag=sea&category=culture'), ['ferry-two'])
  t.strictSame(await slugs(built, 'ferry', '&published=2024'), ['ferry-one'])
  const { page, facets } = await search(
    built,
    'ferry',
    '&category=culture&count=true&facets=category,tag,language,year',
  )
  t.equal(page.total, 2)
  const counts = Object.entries(facets ?? {}).map(([name, values]) => [
    name,
    values.map(({ value, count }) => [value, count]),
  ])
  t.strictSame(Object.fromEntries(counts), {
    category: [
      ['culture', 2],
      ['transport', 1],
    ],
    tag: [['sea', 1]],
    language: [
      ['de', 1],
      ['en', 1],
    ],
    year: [['2025', 2]],
  })
  t.strictSame((await search(built, 'ferry', '&tag=none')).page, { limit: 20, unknown: ['tag:none'] })
})

t.test('GET /v1/search?group=section returns sections', async t => {
  const built = await build(t)
  await built.publish('a', {
    ...ferries,
    sections: [lead('Boats.'), headed('One', 'The city pays.'), headed('Two', 'The city waits.')],
  })
  const { items } = await search(built, 'city', '&group=section')
  t.strictSame(items.map(({ section }) => section?.anchor).sort(), ['one', 'two'])
})

t.test('GET /v1/search pages to hit 1,000 in both directions', async t => {
  const built = await build(t)
  for (let number = 0; number < 7; number += 1) await built.publish(`${number}`, article(`Ferry ${number}`, 'Boats.'))
  const all = await slugs(built, 'ferry')
  let at = await search(built, 'ferry', '&limit=3')
  const walked = [at.items.map(({ article }) => article.slug)]
  for (; at.page.next; walked.push(at.items.map(({ article }) => article.slug)))
    at = JSON.parse((await built.app.inject(`/v1/search?cursor=${at.page.next}`)).body)
  t.strictSame(walked, [all.slice(0, 3), all.slice(3, 6), all.slice(6)])
  const back: Results = JSON.parse((await built.app.inject(`/v1/search?cursor=${at.page.previous}`)).body)
  t.strictSame(
    back.items.map(({ article }) => article.slug),
    all.slice(3, 6),
  )
})

t.test('GET /v1/search shows each change at once', async t => {
  const built = await build(t)
  const { id } = await built.publish(
    'a',
    article('Ferry', 'Amphibian.', { tags: ['Newts'], authors: [{ name: 'Zelda Quist' }] }),
  )
  t.strictSame(await slugs(built, 'amphibian'), ['ferry'])
  await built.edit(id, content => ({ ...content, title: 'Zeppelin' }))
  t.strictSame(await slugs(built, 'zeppelin'), ['ferry'])
  t.strictSame(await slugs(built, 'title:ferry'), [])
  const suggestions = async (q: string) =>
    JSON.parse((await built.app.inject(`/v1/search/suggest?q=${q}`)).body).items.map(
      (one: { text: string }) => one.text,
    )
  t.strictSame(await suggestions('zep'), ['Zeppelin'])
  t.strictSame(await suggestions('newts'), ['Newts'])
  await built.end(id, { reason: 'withdrawn' })
  t.strictSame(await slugs(built, 'amphibian'), [])
  t.strictSame((await search(built, 'amphibean')).corrected, [])
  t.strictSame([await suggestions('zep'), await suggestions('newts'), await suggestions('zelda')], [[], [], []])
})

t.test('GET /v1/search revalidates', async t => {
  const built = await build(t)
  await built.publish('a', ferries)
  const url = '/v1/search?q=ferries'
  const { headers } = await built.app.inject(url)
  t.equal(headers['cache-groups'], '"list"')
  const again = await built.app.inject({ url, headers: { 'if-none-match': String(headers.etag) } })
  t.equal(again.statusCode, 304)
})

t.test('GET /v1/search/suggest completes titles, headings and terms', async t => {
  const built = await build(t)
  await built.publish('a', ferries)
  await built.publish('b', article('Électricité', 'Watt.', { language: 'fr' }))
  const suggest = async (q: string) =>
    JSON.parse((await built.app.inject(`/v1/search/suggest?q=${encodeURIComponent(q)}`)).body).items
  t.strictSame(await suggest('who p'), [
    {
      kind: 'heading',
      text: 'Who pays',
      content: [{ text: 'Who', highlight: true }, { text: ' ' }, { text: 'pays', highlight: true }],
      url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries/sections/who-pays',
      slug: 'harbour-trust-buys-two-electric-ferries',
      anchor: 'who-pays',
      title: 'Harbour Trust buys two electric ferries',
    },
  ])
  const texts = async (q: string) =>
    (await suggest(q)).map((one: { kind: string; text: string }) => `${one.kind}: ${one.text}`)
  t.strictSame(await texts('electri'), ['title: Électricité', 'title: Harbour Trust buys two electric ferries'])
  t.strictSame(await texts('cl'), ['tag: Climate'])
  t.strictSame(await texts('climtae'), ['tag: Climate'])
  t.strictSame(await texts('harbuor tru'), ['title: Harbour Trust buys two electric ferries'])
  t.strictSame(await texts('"'), [])
})

t.test('GET /v1/search refuses invalid requests', async t => {
  const built = await build(t)
  const status = async (query: string) => (await built.app.inject(`/v1/search${query}`)).statusCode
  t.strictSame(
    await Promise.all(
      [
        '',
        '?q=',
        '?q=%20',
        `?q=${'a'.repeat(257)}`,
        '?q=a&group=none',
        '?q=a&count=true&group=section',
        '/suggest?q=',
      ].map(status),
    ),
    [400, 400, 400, 400, 400, 400, 400],
  )
  t.equal(await status(`?q=${'a'.repeat(256)}`), 200)
})
