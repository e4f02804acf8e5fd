import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { readArticle } from '../importer/read-one.ts'
import { runs } from '../property.ts'
import { checkBytes, checkQueries, checkSuggestions, checkWalks, searched } from '../search/property.ts'

// RUNS=20 checks 100,000 queries.
t.test('no query fails, and hits and excerpts are what lists and articles deliver', { timeout: 0 }, async t => {
  await checkQueries(t, await searched(t), runs(2500))
})

t.test('no bytes of a query make the server fail', { timeout: 0 }, async t => {
  await checkBytes(t, await searched(t), runs(5000))
})

t.test('walks by cursor in both directions see each hit once, in the order of one page', { timeout: 0 }, async t => {
  await checkWalks(t, await searched(t), runs(200))
})

t.test('suggestions have only words of published articles', { timeout: 0 }, async t => {
  await checkSuggestions(t, await searched(t), runs(2500))
})

t.test('a walk over 1,000 hits sees each once and ends with a 400', { timeout: 600_000 }, async t => {
  const { app, publish } = await build(t)
  for (let number = 0; number < 1100; number += 1)
    await publish(`${number}`, {
      title: `Ferry ${number % 7}`,
      publishedAt: `20${10 + (number % 16)}-03-0${1 + (number % 9)}T09:00:00Z`,
      sections: [lead(`Boats ${'boat '.repeat(number % 5)}`)],
    })
  for (const sort of ['relevance', '-publishedAt', 'publishedAt']) {
    const seen: string[] = []
    let url = `/v1/search?q=ferry&limit=100&sort=${sort}`
    for (let page = 0; page < 10; page += 1) {
      const { items, page: at } = JSON.parse((await app.inject(url)).body)
      seen.push(...items.map(({ article }: { article: { id: string } }) => article.id))
      url = `/v1/search?cursor=${at.next}`
    }
    t.equal(new Set(seen).size, 1000)
    const { statusCode, body } = await app.inject(url)
    t.equal(statusCode, 400)
    t.match(JSON.parse(body).detail, 'Paging ends at hit 1000')
  }
})

t.test('the index keeps no term of an erased article', async t => {
  const { publish, store } = await build(t)
  const path = join(t.testdirName, 'offprint.db')
  await publish('kept', { title: 'Xylophone', sections: [lead('Xylem.')] })
  const { id } = await publish('erased', {
    title: 'Xylophonist',
    // The tombstone keeps the slug.
    slug: 'gone',
    tags: ['Xyloidness'],
    sections: [lead('Xylographers run.')],
  })
  const { decideErase } = await import('../../src/domain/article/transition.ts')
  const at = '2026-11-22T12:00:00Z'
  await store.writeArticles([{ target: { id }, decide: now => decideErase(now as NonNullable<typeof now>, at) }], {
    at,
    actor: 'cli',
  })
  const files = [path, `${path}-wal`]
    .filter(existsSync)
    .map(file => readFileSync(file).toString('latin1').toLowerCase())
  // Also where a term is stored without the beginning that it shares with the term before it.
  for (const rest of ['honist', 'graphers'])
    t.notOk(
      files.some(file => file.includes(rest)),
      rest,
    )
  const connection = new Sqlite(path)
  t.teardown(() => connection.close())
  connection.exec("CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, search_index, 'row')")
  const read = (sql: string) => connection.prepare(sql).pluck().all()
  t.strictSame(read("SELECT term FROM temp.term WHERE term LIKE '%xyl%' AND term NOT LIKE '=%'"), [
    'xylem',
    'xylophone',
  ])
  t.strictSame(read("SELECT word FROM search_word WHERE word LIKE 'xyl%' ORDER BY word"), ['xylem', 'xylophone'])
  t.strictSame(read('SELECT text FROM search_suggestion'), ['Xylophone'])
})

t.test('an existing store is indexed in batches, and searches wait for the end', async t => {
  const { app, publish, store } = await build(t)
  for (let number = 0; number < 30; number += 1) await publish(`${number}`, { title: `Ferry ${number}` })
  const path = join(t.testdirName, 'offprint.db')
  const connection = new Sqlite(path)
  connection.exec("UPDATE search_state SET version = 0, cursor = ''; UPDATE search_document SET version = 0")
  connection.close()
  const { statusCode, headers, body } = await app.inject('/v1/search?q=ferry')
  t.strictSame([statusCode, headers['retry-after'], JSON.parse(body).code], [503, '10', 'index-building'])
  t.equal((await app.inject('/v1/search/suggest?q=fe')).statusCode, 503)
  let indexed = 0
  for (let left = 1; left > 0; ) {
    const batch = await store.indexArticles()
    indexed += batch.indexed
    left = batch.left
  }
  t.equal(indexed, 30)
  t.equal(JSON.parse((await app.inject('/v1/search?q=ferry&count=true')).body).page.total, 30)
  t.strictSame(await store.indexArticles(), { indexed: 0, left: 0 })
})

/** Posts of the 18F blog by queries that must find them. */
const posts: Record<string, string> = {
  'vulnerability disclosure policy': 'a-vulnerability-disclosure-policy-for-the-technology-transformation-service',
  'https everywhere': 'the-us-government-is-moving-to-https-everywhere',
  'writing lab': '18f-writing-lab',
  'hackathons coders': 'hackathons-not-just-for-folks-who-code',
  'product owner day': 'a-day-in-the-life-of-an-18f-product-owner',
  'form design': 'ask-18f-form-design',
  'weekly ship': 'the_weekly_ship',
  'distributed design team': 'making-a-distributed-design-team-work',
  'collaborative culture': 'building-a-collaborative-culture',
  'complexity adversary': 'complexity-is-the-adversary',
  'mississippi child welfare': 'mississippi-agile-modular-techniques-child-welfare-system',
  'derisking guide': 'derisking-guide-update',
  'prototype data act': 'prototype-early-prototype-often-lesson-from-the-data-act',
}
const folder = new URL('../../../shared/corpus/18f-blog/posts/', import.meta.url)
const reason = existsSync(folder) ? '' : ' (left out: the posts are not there)'

t.test(`finds posts of a blog${reason}`, { skip: reason !== '', timeout: 600_000 }, async t => {
  const { app, publish } = await build(t)
  const names = readdirSync(folder)
  const titles = new Map<string, string>()
  for (const name of names) {
    const source = readFileSync(new URL(name, folder), 'utf8')
    const { manuscript } = await readArticle(markdownImporter, source, { name })
    titles.set(name, manuscript.title)
    await publish(name, manuscript)
  }
  let sum = 0
  const missed: string[] = []
  for (const [query, slug] of Object.entries(posts)) {
    const found = JSON.parse((await app.inject(`/v1/search?q=${encodeURIComponent(query)}`)).body).items
    const title = titles.get(names.find(name => name.includes(slug)) ?? '')
    const place = found.findIndex(({ article }: { article: { title: string } }) => article.title === title) + 1
    if (place !== 1) missed.push(`${query}: ${place}, ${title}`)
    sum += place === 0 ? 0 : 1 / place
  }
  t.ok(sum / Object.keys(posts).length >= 0.9, missed.join('; '))
})
