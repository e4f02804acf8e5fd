import t, { type Test } from 'tap'
import { dateSorts, type Filter } from '../../src/domain/page/query.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { openStore } from '../../src/store/open.ts'
import { type OwnClient, openClient, openPool } from '../../src/store/postgres/database/pool.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
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

  t.test('a list by two filters walks an index in its order, and reads no other one as a whole', async t => {
    const { store, texts } = open(t, url)
    const known = new Set(texts)
    const filters: Filter[] = [
      { category: ['sea'], tag: ['ferry'] },
      { category: ['sea'], language: ['en'] },
      { tag: ['ferry'], hasKeyTakeaways: true, publishedAfter: '2020-01-01T00:00:00Z' },
    ]
    for (const sort of dateSorts) for (const filter of filters) await store.list({ filter, sort, limit: 20 }, false)
    const walks = [...texts].filter(text => !known.has(text) && text.includes('print_term'))
    t.equal(walks.length, dateSorts.length * filters.length)
    const plans = await plansOf(t, url, walks)
    t.strictSame(
      plans.filter(({ plan }) => /Sort|Hash|Seq Scan/.test(plan)),
      [],
    )
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
