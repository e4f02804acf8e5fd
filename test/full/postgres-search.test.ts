import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { decideErase } from '../../src/domain/article/transition.ts'
import type { Id } from '../../src/domain/id.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import { createSearcher } from '../../src/search/searcher.ts'
import { openStore } from '../../src/store/open.ts'
import type { Client } from '../../src/store/postgres/database/client.ts'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { at, publication, put } from '../contract/store/newsroom.ts'
import { hits, publishSamples, searchRequest, section } from '../contract/store/search.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { readArticle } from '../importer/read-one.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { fc } from '../property.ts'
import { queryText } from '../search/property.ts'
import { samples } from '../search/samples.ts'

const runs = Number(process.env['RUNS'] ?? 300)
t.setTimeout(Math.max(600_000, runs * 100))

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const { schemaUrl } = await startCluster(t, binaries)
  runTests(schemaUrl)
}

async function opened(t: Test, url: string): Promise<Store> {
  const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(at) }
  const store = await openStore({ url, waiting: 'async', ...tools })
  t.teardown(() => store.close())
  return store
}

/** A connection for statements of a test. */
async function connected(t: Test, url: string): Promise<Client> {
  const client = await openClient({ url, connectMs: 5000, queryMs: 60_000 })
  t.teardown(() => client.close())
  return client
}

function runTests(schemaUrl: () => string): void {
  async function both(t: Test): Promise<{ sqlite: Store; postgres: Store }> {
    const sqlite = await opened(t, join(t.testdir(), 'offprint.db'))
    return { sqlite, postgres: await opened(t, schemaUrl()) }
  }

  async function suggestions(store: Store, input: string): Promise<string[]> {
    const found = (await createSearcher(store).suggest(input)) ?? []
    return found.map(({ kind, text }) => `${kind} ${text}`)
  }

  async function found(store: Store, query: string): Promise<Id[]> {
    const result = await createSearcher(store).search({ ...searchRequest(query), limit: 100 })
    return (result?.hits ?? []).map(({ articleId }) => articleId)
  }

  t.test('both engines find the same articles for the relevance set and for any text', async t => {
    const { sqlite, postgres } = await both(t)
    await publishSamples(sqlite)
    await publishSamples(postgres)
    const queries = samples.flatMap(one => one.queries)
    t.ok(queries.length >= 60)
    for (const query of queries) t.strictSame(await found(postgres, query), await found(sqlite, query), query)
    await fc.assert(
      fc.asyncProperty(queryText, async query => {
        const [one, other] = [await found(postgres, query), await found(sqlite, query)]
        if (one.join() !== other.join()) t.fail(`${JSON.stringify(query)}: ${one} on PostgreSQL, ${other} on SQLite`)
        const [suggested, expected] = [await suggestions(postgres, query), await suggestions(sqlite, query)]
        if (suggested.join('|') !== expected.join('|')) t.fail(`${JSON.stringify(query)}: ${suggested}; ${expected}`)
      }),
      { numRuns: runs },
    )
  })

  t.test('both engines find the same in texts that are longer than a vector with positions can be', async t => {
    const { sqlite, postgres } = await both(t)
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index % 700}`).join(' ')
    const different = Array.from({ length: 160_000 }, (_, index) => `w${index.toString(36)}`).join(' ')
    for (const store of [sqlite, postgres]) {
      await put(store, publication(1, { title: 'Long', sections: [section(1, `${words} red boat the end`)] }))
      await put(store, publication(2, { title: 'Many words', sections: [section(1, different)] }))
      for (const phrase of ['red boat', 'word399 red', 'the end'])
        t.strictSame(await hits(store, { all: [[{ tokens: phrase.split(' ') }]], none: [] }), [1], phrase)
      t.strictSame(await hits(store, { all: [[{ tokens: ['many'] }], [{ tokens: ['w1'] }]], none: [] }), [2])
    }
  })

  t.test('an existing database is indexed once by two servers together, while searches wait', async t => {
    const url = schemaUrl()
    const [one, other, client] = [await opened(t, url), await opened(t, url), await connected(t, url)]
    const items = Array.from({ length: 60 }, (_, index) => publication(index + 1, { title: `Ferry ${index}` }))
    await put(one, ...items)
    await client.query({
      text: `UPDATE search_state SET version = 0, cursor = ''; UPDATE search_document SET version = 0, key = ''`,
    })
    t.equal((await one.searchState()).isComplete, false)
    t.equal(await createSearcher(one).search(searchRequest('ferry')), undefined)
    let indexed = 0
    const work = async (store: Store) => {
      for (let left = 1; left > 0; ) {
        const batch = await store.indexArticles()
        indexed += batch.indexed
        left = batch.left
      }
    }
    await Promise.all([work(one), work(other)])
    t.equal(indexed, 60, 'each article once')
    t.equal((await other.searchState()).isComplete, true)
    t.equal(await one.countMatches({ all: [[{ tokens: ['ferry'] }]], none: [] }, {}), 60)
    const { rows } = await client.query({ text: 'SELECT count(*) FROM search_vector' })
    t.strictSame(rows, [[60]], 'the old vectors are gone')
  })

  t.test('no row of the database has a word of an erased article', async t => {
    const url = schemaUrl()
    const [store, client] = [await opened(t, url), await connected(t, url)]
    const words = { title: 'Quixotrypt', slug: 'gone', sections: [section(1, 'Zymoglyphs sail.', 'Vexillogram')] }
    await put(store, publication(1), publication(2, words))
    t.equal((await rowsWith(client, ['quixotrypt', 'zymoglyph', 'vexillogram'])).length > 0, true, 'they were there')
    const decide = (now: Parameters<typeof decideErase>[0] | undefined) => {
      if (!now) throw new Error('The article does not exist.')
      return decideErase(now, at)
    }
    await put(store, { target: { id: numberedId(2) }, decide })
    t.strictSame(await rowsWith(client, ['quixotrypt', 'zymoglyph', 'vexillogram']), [])
  })

  const folder = new URL('../../../shared/corpus/18f-blog/posts/', import.meta.url)
  const reason = existsSync(folder) ? '' : ' (left out: the posts are not there)'
  t.test(`both engines find the same posts of a blog first${reason}`, { skip: reason !== '' }, async t => {
    const { sqlite, postgres } = await both(t)
    const titles: string[] = []
    for (const [index, name] of readdirSync(folder).entries()) {
      const { manuscript } = await readArticle(markdownImporter, readFileSync(new URL(name, folder), 'utf8'), { name })
      const text = JSON.stringify(manuscript.sections).replace(/[^\p{L}\p{N}.,]+/gu, ' ')
      const item = publication(index + 1, {
        title: manuscript.title,
        language: 'en',
        sections: [section(index, text.slice(0, 20_000))],
      })
      titles.push(manuscript.title)
      await put(sqlite, item)
      await put(postgres, item)
    }
    const every = Math.ceil(titles.length / 60)
    const queries = titles.filter((_, index) => index % every === 0).map(title => title.slice(0, 200))
    let same = 0
    let sum = 0
    for (const query of queries) {
      const [one, other] = [await found(postgres, query), await found(sqlite, query)]
      t.strictSame(one, other, query)
      if (one[0] === other[0]) same += 1
      const place = one.findIndex(id => titles[Number(id.slice(-12)) - 1]?.startsWith(query)) + 1
      sum += place === 0 ? 0 : 1 / place
    }
    t.ok(same >= (queries.length * 55) / 60, `${same} of ${queries.length}`)
    t.ok(sum / queries.length >= 0.9, `mean reciprocal rank ${(sum / queries.length).toFixed(3)}`)
  })
}

/** Rows of any table whose text has one of the words. */
async function rowsWith(client: Client, words: readonly string[]): Promise<string[]> {
  const { rows } = await client.query({
    text: `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  })
  const found: string[] = []
  for (const [table] of rows) {
    const texts = await client.query({ text: `SELECT t::text FROM "${String(table)}" AS t` })
    // Bytes are written as hexadecimal digits.
    const seen = texts.rows.map(([text]) => String(text).toLowerCase())
    const hex = words.map(word => Buffer.from(word).toString('hex'))
    for (const text of seen)
      if ([...words, ...hex].some(word => text.includes(word))) found.push(`${String(table)}: ${text.slice(0, 80)}`)
  }
  return found
}
