import t from 'tap'
import { type Built, build } from '../build.ts'
import { headed, lead } from '../domain/sample.ts'

type Hit = {
  article: { title: string }
  matches: { field: string; content: { text: string; highlight?: true }[] }[]
}

async function results({ app }: Built, query: string, more = '') {
  return JSON.parse((await app.inject(`/v1/search?q=${encodeURIComponent(query)}${more}`)).body)
}

async function titles(built: Built, query: string, more = ''): Promise<string[]> {
  const { items } = await results(built, query, more)
  return items.map(({ article }: Hit) => article.title)
}

/** Publishes articles with a title, a language and a text. */
async function publishAll({ publish }: Built, articles: readonly [title: string, language: string, text: string][]) {
  for (const [index, [title, language, text]] of articles.entries())
    await publish(`${index}`, { title, language, sections: [lead(text)] })
}

t.test('GET /v1/search finds Chinese, Japanese and Korean words beside letters and numbers', async t => {
  const built = await build(t)
  await publishAll(built, [
    ['大阪2031博覧会', 'ja', '図書館は2031年に開館し、4月から使える。B社はネットゲームSX7を作った。'],
    ['港口', 'zh', '深圳AI公司在2032年发布了第9届目录，有250人参加。上海、苏州和南京。'],
    ['항구', 'ko', '2033년에는 배가 온다.'],
  ])
  const first = '大阪2031博覧会 大阪2031 "大阪2031" title:大阪2031博覧会 2031年 "2031年" 4月 B社 ゲームSX7'.split(' ')
  for (const query of first) t.strictSame(await titles(built, query), ['大阪2031博覧会'], query)
  const second = '深圳AI 深圳AI公司 2032年 第9届 9届 250人 上海、苏州 "上海、苏州"'.split(' ')
  for (const query of second) t.strictSame(await titles(built, query), ['港口'], query)
  t.strictSame(await titles(built, '2033년'), ['항구'])
  t.strictSame(await titles(built, '4月 -B社'), [])
  t.strictSame(await titles(built, '大阪2032'), [])
})

t.test('GET /v1/search finds composed and decomposed characters alike', async t => {
  const built = await build(t)
  await publishAll(built, [
    ['K', 'ko', '대구의 시장과 카페'.normalize('NFD')],
    ['J', 'ja', 'プログラムとガラス'.normalize('NFD')],
    ['C', 'ko', '대전의 기차'],
  ])
  for (const form of ['NFC', 'NFD'] as const) {
    t.strictSame(await titles(built, '대구'.normalize(form)), ['K'], form)
    t.strictSame(await titles(built, 'ガラス'.normalize(form)), ['J'], form)
    t.strictSame(await titles(built, '대전'.normalize(form)), ['C'], form)
  }
  t.strictSame(await titles(built, 'ｶﾞﾗｽ'), ['J'])
})

t.test('GET /v1/search reads words with an apostrophe or a hyphen', async t => {
  const built = await build(t)
  await publishAll(built, [
    ['F', 'fr', 'Une école près du port. Un arbre tombe.'],
    ['I', 'it', 'Una isola con arte antica.'],
    ['U', 'uk', 'Старі комп’ютери працюють.'],
    ['E', 'en', 'Two lamp-lighters met by the harbour.'],
    ['O', 'en', 'Mrs O’Hara rang twice.'],
  ])
  const cases: Record<string, string[]> = {
    "l'école": ['F'],
    'd’écoles': ['F'],
    'l’arbre': ['F'],
    "dell'arte": ['I'],
    "l'isola": ['I'],
    "комп'ютер": ['U'],
    компʼютера: ['U'],
    'lamp-lighter': ['E'],
    '"lamp-lighter"': [],
    "o'hara": ['O'],
  }
  for (const [query, expected] of Object.entries(cases))
    t.strictSame(await titles(built, query, '&language=fr,it,uk,en'), expected, query)
  // A query of so many parts would take as long as a hundred searches.
  t.strictSame(await titles(built, Array(20).fill('lamp-hara').join('-')), [])
  // No article has both parts.
  t.equal((await results(built, 'lamp-hara')).matched, 'some')
  const { corrected } = await results(built, "l'ecloe")
  t.strictSame(corrected, [{ from: 'ecloe', to: 'ecole' }])
})

t.test('GET /v1/search corrects no word that stands in another field', async t => {
  const built = await build(t)
  await publishAll(built, [
    ['Lanterns shine', 'en', 'The lantern9 is new.'],
    ['News', 'en', 'Nothing.'],
  ])
  const found = await results(built, 'title:lantern9')
  t.strictSame([found.items, found.corrected], [[], []])
  t.strictSame((await results(built, 'title:lantarns')).corrected, [{ from: 'lantarns', to: 'lanterns' }])
})

t.test('GET /v1/search ranks the word itself before twenty of its other forms', async t => {
  const built = await build(t)
  await publishAll(built, [
    ['A', 'en', `${'The sails were sailing. '.repeat(20)}End.`],
    ['B', 'en', `One sail. ${'Nothing else happened here. '.repeat(17)}`],
  ])
  t.strictSame(await titles(built, 'sail'), ['B', 'A'])
})

t.test('GET /v1/search shows what matches, also of a phrase across two paragraphs', async t => {
  const built = await build(t)
  const paragraph = (text: string) => ({ type: 'paragraph' as const, content: [{ text }] })
  const section = headed('Harbour', '')
  await built.publish('one', {
    title: 'One',
    sections: [{ ...section, blocks: [paragraph('It was a velvet crab.'), paragraph('Hammocks hung there.')] }],
  })
  await built.publish('two', { title: 'Two', language: 'zh', sections: [lead('今天我们去')] })
  const matches = async (query: string) => (await results(built, query)).items.map((hit: Hit) => hit.matches)
  t.strictSame(await matches('"crab hammocks"'), [
    [{ field: 'body', content: [{ text: 'It was a velvet ' }, { text: 'crab', highlight: true }, { text: '.' }] }],
  ])
  // One character, not the pair that is indexed.
  t.strictSame(await matches('天'), [
    [{ field: 'body', content: [{ text: '今' }, { text: '天', highlight: true }, { text: '我们去' }] }],
  ])
})
