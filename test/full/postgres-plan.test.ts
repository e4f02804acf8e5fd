import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { dateSorts, type Filter, type ListQuery } from '../../src/domain/page/query.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { openStore } from '../../src/store/open.ts'
import { createDatabase } from '../../src/store/postgres/database/connection.ts'
import { type OwnClient, openClient, openPool } from '../../src/store/postgres/database/pool.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
import { createLists } from '../../src/store/rows/list/list.ts'
import { at, publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

t.setTimeout(600_000)

const times = { connectMs: 5000, queryMs: 60_000 }
const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(at) }

const binaries = await postgresBinaries()
if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const { database } = await startCluster(t, binaries)
  const url = await database()
  t.before(() => fill(t, url))

  t.test('no statement joins tables in the order of their keys, which reads them from the beginning', async t => {
    const { texts } = open(t, url)
    t.ok(texts.size > 300)
    const plans = await plansOf(t, url, [...texts])
    t.strictSame(
      plans.filter(({ plan }) => plan.includes('Merge Join')),
      [],
    )
  })

  t.test('a list by two filters that rarely meet has the same pages in every order and direction', async t => {
    const pool = openPool({ url, ...times, max: 2, isShared: false })
    t.teardown(() => pool.close())
    const { connection } = createDatabase(pool)
    const lists = createLists(connection)
    const client = await openClient({ url, ...times })
    t.teardown(() => client.close())
    for (const sort of dateSorts) {
      const column = sort.replace('-', '') === 'publishedAt' ? 'published_at' : 'updated_at'
      const direction = sort.startsWith('-') ? 'DESC' : 'ASC'
      const { rows } = await client.query({
        text: `SELECT article_id FROM print_term JOIN term ON id = term_id WHERE slug = 'ferry'
          ORDER BY ${column} ${direction}, article_id ${direction}`,
      })
      const expected = rows.map(([id]) => String(id))
      t.ok(expected.length > 25)
      const filter: Filter = { category: ['sea'], tag: ['ferry'] }
      for (const backwards of [false, true]) {
        const all: string[] = []
        for (let from: ListQuery['from']; ; ) {
          const query = { filter, sort, limit: 4, from, backwards }
          const { ids, ends, ...page } = await connection.read(() => lists.page(query))
          all.push(...(backwards ? ids.reverse() : ids))
          from = backwards ? ends?.first : ends?.last
          if (!(backwards ? page.hasPrevious : page.hasNext)) break
        }
        t.strictSame(backwards ? all.reverse() : all, expected)
      }
      t.equal((await connection.read(() => lists.count(filter))).articles, expected.length)
    }
  })

  t.test('a search reads the index of words, and not the words of each article', async t => {
    const client = await openClient({ url, ...times })
    t.teardown(() => client.close())
    await client.query({ text: 'DROP INDEX search_vector_tokens' })
    // So many words that PostgreSQL stores them apart from their rows: its planner does not count what it takes to read them.
    await client.query({
      text: `INSERT INTO search_vector SELECT number, (SELECT string_agg(word, ' ') || CASE WHEN number % 200 = 0 THEN ' ambergris' ELSE '' END
        FROM (SELECT 'word' || (number * 31 + step * step * 17) % 4000 AS word FROM generate_series(1, 350) AS step) AS words)::tsvector
        FROM generate_series(1, 20000) AS number`,
    })
    await client.query({ text: 'CREATE INDEX search_vector_tokens ON search_vector USING gin (tokens)' })
    await client.query({ text: 'VACUUM ANALYZE search_vector' })
    const reads = async () => {
      const { rows } = await client.query({
        text: `SELECT t.seq_scan, i.idx_scan FROM pg_stat_user_tables AS t JOIN pg_stat_user_indexes AS i USING (relid)
          WHERE i.indexrelname = 'search_vector_pkey'`,
      })
      return rows[0]?.map(Number)
    }
    const { store } = open(t, url)
    const before = await reads()
    const fields = ['title', 'keyTakeaway', 'heading', 'summary'] as const
    const words = ['ambergris', '=ambergris', 'ambergri', '=ambergri', 'ambergr', '=ambergr']
    const match = { all: [words.map(word => ({ tokens: [word] }))], none: [] }
    const leading = { all: [words.flatMap(word => fields.map(field => ({ tokens: [word], field })))], none: [] }
    t.equal(await store.countMatches(match, {}), 100)
    t.equal(await store.countMatches(leading, {}), 0)
    // The planner takes another way to a few rows.
    t.equal(await store.countMatches(leading, {}, 1), 0)
    t.strictSame(await store.matches(match, {}, { order: 'newest', limit: 1001 }), [])
    await store.close()
    // Counters are written at the end of a connection.
    await setTimeout(1500)
    t.strictSame(await reads(), before)
  })
}

/** Makes prints of one article: so many that plans are those of a large archive. */
async function fill(t: Test, url: string): Promise<void> {
  const store = await openStore({ url, waiting: 'async', ...tools })
  const terms = [
    { kind: 'category', name: 'Sea' },
    { kind: 'tag', name: 'Ferry' },
  ] as const
  const [sea = '', ferry = ''] = await makeTerms(store, terms)
  const keyTakeaways = [{ id: numberedId(9), origin: 'editorial' as const, content: [{ text: 'Boats sail.' }] }]
  await put(store, publication(1, { title: 'Ferry', categoryId: sea, tagIds: [ferry], keyTakeaways }))
  await store.close()
  const client = await openClient({ url, ...times })
  t.teardown(() => client.close())
  // Rows of an article that does not exist are refused otherwise.
  await client.query({ text: "SET session_replication_role = 'replica'" })
  for (const name of Object.keys(own)) {
    const values = (await columns(client, name)).map(column => own[name]?.[column] ?? `one.${column}`)
    await client.query({ text: `CREATE TEMPORARY TABLE one_${name} AS SELECT * FROM ${name}` })
    // In steps, so that a slow machine ends each within the time of a query.
    for (let from = 1000; from < 21_000; from += 2000) {
      const made = `(SELECT gen_random_uuid()::text AS id, number FROM generate_series(${from}, ${from + 1999}) AS number)`
      await client.query({
        text: `INSERT INTO ${name} SELECT ${values.join()} FROM one_${name} AS one, ${made} AS made`,
      })
    }
  }
  // One of 700 articles of the category has the tag.
  const rows = 'DELETE FROM print_term WHERE term_id = $1 AND published_at % 700 > 0'
  await client.query({ text: rows, values: [ferry] })
  await client.query({ text: 'ANALYZE' })
}

const dates = { published_at: 'one.published_at + made.number', updated_at: 'one.updated_at + made.number' }

/** The values of the columns in which the rows of two articles differ. */
const own: Record<string, Record<string, string>> = {
  print: { article_id: 'made.id', slug: 'made.id', canonical_url: 'made.id', revision: 'made.number', ...dates },
  print_body: { article_id: 'made.id' },
  print_use: { article_id: 'made.id' },
  print_term: { article_id: 'made.id', ...dates },
}

async function columns(client: OwnClient, table: string): Promise<string[]> {
  const text =
    'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum'
  const { rows } = await client.query({ text, values: [table] })
  return rows.map(([name]) => String(name))
}

/** A store, and the statements that it has built so far. */
function open(t: Test, url: string): { store: Omit<Store, 'indexArticles'>; texts: Set<string> } {
  const texts = new Set<string>()
  const pool = openPool({ url, ...times, max: 2, isShared: false })
  const head = { known: () => undefined, read: () => Promise.reject(new Error('not used')) }
  const store = openPostgresStore(pool, { ...tools, head, built: ({ sql }) => texts.add(sql) })
  t.teardown(() => store.close())
  return { store, texts }
}

/** How PostgreSQL answers statements, whatever their values are. */
async function plansOf(t: Test, url: string, texts: readonly string[]): Promise<{ text: string; plan: string }[]> {
  const client = await openClient({ url, ...times })
  t.teardown(() => client.close())
  await client.query({ text: 'SET plan_cache_mode = force_generic_plan' })
  const plans: { text: string; plan: string }[] = []
  for (const text of texts) {
    await client.query({ text: `PREPARE one AS ${text}` })
    const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))
    const values = Array.from({ length: Math.max(0, ...numbers) }, () => 'NULL').join()
    const { rows } = await client.query({ text: `EXPLAIN EXECUTE one${values && `(${values})`}` })
    plans.push({ text, plan: rows.flat().join('\n') })
    await client.query({ text: 'DEALLOCATE one' })
  }
  return plans
}
