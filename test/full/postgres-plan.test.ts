import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { openStore } from '../../src/store/open.ts'
import { type OwnClient, openClient, openPool } from '../../src/store/postgres/database/pool.ts'
import { openPostgresStore } from '../../src/store/postgres/store.ts'
import { at, publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

t.setTimeout(600_000)

const times = { connectMs: 5000, queryMs: 60_000 }
const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(at) }

const binaries = await postgresBinaries()
if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const { database } = await startCluster(t, binaries)
  t.test('no statement joins tables in the order of their keys, which reads them from the beginning', async t => {
    const url = await database()
    await fill(t, url)
    t.strictSame(await mergeJoins(t, url), [])
  })
}

/** Makes prints of one article: so many that plans are those of a large archive. */
async function fill(t: Test, url: string): Promise<void> {
  const store = await openStore({ url, waiting: 'async', ...tools })
  const [sea = ''] = await makeTerms(store, [{ kind: 'tag', name: 'Sea' }])
  await put(store, publication(1, { title: 'Ferry', tagIds: [sea] }))
  await store.close()
  const client = await openClient({ url, ...times })
  t.teardown(() => client.close())
  // Rows of an article that does not exist are refused otherwise.
  await client.query({ text: "SET session_replication_role = 'replica'" })
  for (const name of ['print', 'print_body', 'print_use']) {
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

/** The values of the columns in which the rows of two articles differ. */
const own: Record<string, Record<string, string>> = {
  print: { article_id: 'made.id', slug: 'made.id', canonical_url: 'made.id', revision: 'made.number' },
  print_body: { article_id: 'made.id' },
  print_use: { article_id: 'made.id' },
}

async function columns(client: OwnClient, table: string): Promise<string[]> {
  const text =
    'SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum'
  const { rows } = await client.query({ text, values: [table] })
  return rows.map(([name]) => String(name))
}

/** The statements of a store that PostgreSQL answers by a merge join, whatever their values are. */
async function mergeJoins(t: Test, url: string): Promise<string[]> {
  const texts = new Set<string>()
  const pool = openPool({ url, ...times, max: 2, isShared: false })
  const head = { known: () => undefined, read: () => Promise.reject(new Error('not used')) }
  const store = openPostgresStore(pool, { ...tools, head, built: ({ sql }) => texts.add(sql) })
  t.teardown(() => store.close())
  t.ok(texts.size > 300)
  const client = await openClient({ url, ...times })
  t.teardown(() => client.close())
  await client.query({ text: 'SET plan_cache_mode = force_generic_plan' })
  const found: string[] = []
  for (const text of texts) {
    await client.query({ text: `PREPARE one AS ${text}` })
    const numbers = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number))
    const values = Array.from({ length: Math.max(0, ...numbers) }, () => 'NULL').join()
    const plan = await client.query({ text: `EXPLAIN EXECUTE one${values && `(${values})`}` })
    if (plan.rows.flat().join().includes('Merge Join')) found.push(text)
    await client.query({ text: 'DEALLOCATE one' })
  }
  return found
}
