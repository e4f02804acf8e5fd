import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { Client, Pool } from '../../src/store/postgres/database/client.ts'
import { queryOn } from '../../src/store/postgres/database/client.ts'
import { migrate } from '../../src/store/postgres/database/migrate.ts'
import { type OwnClient, openClient, openPool } from '../../src/store/postgres/database/pool.ts'
import { routeOf } from '../../src/store/postgres/database/probe.ts'
import { createTransactionWriter } from '../../src/store/postgres/database/writer.ts'
import { startListener } from '../../src/store/postgres/freshness/listener.ts'
import { openPostgres } from '../../src/store/postgres/open.ts'
import { at, publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

const binaries = await postgresBinaries()
const shipped = new URL('../../migrations/postgres/', import.meta.url).pathname
const times = { connectMs: 5000, queryMs: 30_000 }

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else runTests(await startCluster(t, binaries))

async function connected(t: Test, url: string): Promise<OwnClient> {
  const client = await openClient({ url, ...times })
  t.teardown(() => client.close())
  return client
}

function pooled(t: Test, url: string, max = 4): Pool {
  const pool = openPool({ url, ...times, max, isShared: false })
  t.teardown(() => pool.close())
  return pool
}

async function value(client: Client, text: string): Promise<unknown> {
  return (await client.query({ text })).rows[0]?.[0]
}

/** Retries until a value is what it should be. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await setTimeout(20)
}

function runTests(cluster: Awaited<ReturnType<typeof startCluster>>): void {
  t.test('several processes migrate a database: each migration is applied once', async t => {
    const url = await cluster.database()
    const clients = await Promise.all(Array.from({ length: 6 }, () => connected(t, url)))
    const applied = await Promise.all(clients.map(client => migrate(client)))
    const { entries } = JSON.parse(readFileSync(join(shipped, 'meta/_journal.json'), 'utf8'))
    t.strictSame(
      applied.flat(),
      entries.map(({ tag }: { tag: string }) => tag),
    )
  })

  t.test('a migration waits for another one, then reports that the store is busy', async t => {
    const url = await cluster.database()
    const [one, other] = [await connected(t, url), await connected(t, url)]
    await one.query({ text: 'BEGIN' })
    await one.query({ text: `SELECT pg_advisory_xact_lock(${0x4f666670}, 'public'::regnamespace::oid::int)` })
    await t.rejects(migrate(other, { lockTimeout: 100 }), {
      code: 'store-busy',
      message: 'Another process is migrating the database.',
    })
  })

  t.test('large indexes are built while others write, and an invalid one is built again', async t => {
    const url = await cluster.database()
    const [client, builder, writer] = await Promise.all([connected(t, url), connected(t, url), connected(t, url)])
    const folder = join(t.testdir(), 'migrations')
    cpSync(shipped, folder, { recursive: true })
    const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
    const index = 'CREATE UNIQUE INDEX CONCURRENTLY "term_page" ON "term" ("page_url")'
    writeFileSync(join(folder, '9000_index.sql'), index)
    writeFileSync(join(folder, '9001_after.sql'), 'CREATE TABLE "after" ("id" text)')
    await migrate(client)
    const add = (id: string, url: string) =>
      `INSERT INTO term (id, kind, slug, name, page_url, articles) VALUES ('${id}', 'tag', '${id}', '', '${url}', 0)`
    await writer.query({ text: `${add('a', 'same')}; ${add('b', 'same')}` })
    // As a crash of an earlier attempt leaves it.
    await t.rejects(builder.query({ text: index }), { code: '23505' })
    await writer.query({ text: `UPDATE term SET page_url = 'other' WHERE id = 'b'` })
    const isValid = `SELECT indisvalid::int FROM pg_index WHERE indexrelid = 'term_page'::regclass`
    t.equal(await value(client, isValid), 0)
    const entries = [...journal.entries, { tag: '9000_index' }, { tag: '9001_after' }]
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries }))
    t.strictSame(await migrate(client, { folder, builder }), ['9000_index', '9001_after'])
    t.equal(await value(client, isValid), 1)
    t.strictSame(await migrate(client, { folder, builder }), [])
  })

  t.test('a process goes on while a newer version migrates, and an older one that starts then is refused', async t => {
    const url = await cluster.database()
    const tools = { printer: createPrinter(site, digest), newId: numberedIds(), clock: () => new Date(at) }
    const open = () => openPostgres({ url, waiting: 'async', ...tools })
    const store = await open()
    t.teardown(() => store.close())
    await put(store, publication(1))
    const folder = join(t.testdir(), 'migrations')
    cpSync(shipped, folder, { recursive: true })
    const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'))
    const added = {
      '9000_columns':
        'ALTER TABLE "print" ADD "later" text;\n--> statement-breakpoint\nALTER TABLE "article" ADD "later" text',
      '9001_index': 'CREATE INDEX CONCURRENTLY "print_later" ON "print" ("later")',
    }
    for (const [tag, text] of Object.entries(added)) {
      writeFileSync(join(folder, `${tag}.sql`), text)
      entries.push({ tag })
    }
    writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries }))
    const builder = await connected(t, url)
    t.strictSame(await migrate(await connected(t, url), { folder, builder }), Object.keys(added))
    await put(store, publication(1, { title: 'Changed' }), publication(2))
    const found = await store.listByIds([numberedId(1), numberedId(2)], true)
    t.strictSame(
      found.map(({ articleId }) => articleId),
      [numberedId(1), numberedId(2)],
    )
    await t.rejects(open(), {
      code: 'store-unusable',
      message: 'The database has a newer schema than this version of Offprint supports.',
      hint: 'It was opened by a newer version (9000_columns). Run that version, or restore a backup.',
    })
  })

  t.test('a user without rights, a wrong encoding and a wrong database each give one clear line', async t => {
    const url = await cluster.database()
    const admin = await connected(t, url)
    await admin.query({ text: 'CREATE USER reader' })
    const reader = await connected(t, url.replace('offprint@', 'reader@'))
    const refused = { code: 'store-unusable', message: 'The user of the database may not create tables.' }
    await t.rejects(migrate(reader), refused)
    t.equal(await value(admin, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`), 0)
    await admin.query({ text: `CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0` })
    const latin = await connected(t, url.replace(/\w+$/, 'latin'))
    await t.rejects(migrate(latin), {
      code: 'store-unusable',
      message: 'The encoding of the database is LATIN1.',
      hint: 'Create it with ENCODING UTF8 TEMPLATE template0.',
    })
    await t.rejects(openClient({ url: url.replace(/\w+$/, 'nowhere'), ...times }), {
      code: 'store-unusable',
      message: 'The database refuses the user or the database name of its URL.',
    })
  })

  t.test('of 32 concurrent writers with delays, a tailing reader never meets a lower number later', async t => {
    const url = await cluster.database()
    await migrate(await connected(t, url))
    const tail = await connected(t, url)
    const perWriter = 6
    const pools = Array.from({ length: 32 }, () => pooled(t, url, 1))
    let isDone = false
    const seen: number[] = []
    const reading = (async () => {
      let position = 0
      for (let isLast = false; !isLast; ) {
        isLast = isDone
        const { rows } = await tail.query({
          text: 'SELECT seq FROM change WHERE seq > $1 ORDER BY seq',
          values: [position],
        })
        seen.push(...rows.map(([seq]) => Number(seq)))
        position = seen.at(-1) ?? 0
      }
    })()
    await Promise.all(
      pools.map(async pool => {
        const writer = createTransactionWriter(pool, { timeout: 60_000 })
        for (let count = 0; count < perWriter; count += 1) {
          await writer.write(async client => {
            const seq = await value(client, 'UPDATE change_counter SET seq = seq + 1 RETURNING seq')
            await client.query({
              text: `INSERT INTO change VALUES ($1, 0, 'published', 'a', 1, 'a', NULL, '{}', '{}')`,
              values: [seq],
            })
            await setTimeout(Math.random() * 4)
          })
        }
      }),
    )
    isDone = true
    await reading
    t.strictSame(
      seen,
      Array.from({ length: 32 * perWriter }, (_, index) => index + 1),
    )
  })

  t.test('a writer that waits too long for another one answers store-busy', async t => {
    const url = await cluster.database()
    await migrate(await connected(t, url))
    const other = await connected(t, url)
    await other.query({ text: 'BEGIN; SELECT 1 FROM change_counter FOR UPDATE' })
    const writer = createTransactionWriter(pooled(t, url), { timeout: 200 })
    await t.rejects(
      writer.write(async () => 'done'),
      { code: 'store-busy' },
    )
    await other.query({ text: 'ROLLBACK' })
    t.equal(await writer.write(async () => 'done'), 'done')
  })

  t.test('a deadlock is tried again, and an error of the work rolls back', async t => {
    const url = await cluster.database()
    await migrate(await connected(t, url))
    const writer = createTransactionWriter(pooled(t, url))
    let attempts = 0
    const result = await writer.write(async client => {
      attempts += 1
      await client.query({ text: `INSERT INTO log_reader VALUES ('a', ${attempts})` })
      if (attempts < 3) await client.query({ text: `DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$` })
      return attempts
    })
    t.equal(result, 3)
    await t.rejects(
      writer.write(async client => {
        await client.query({ text: `INSERT INTO log_reader VALUES ('b', 0)` })
        throw new RangeError('refused')
      }),
      { message: 'refused' },
    )
    const { rows } = await queryOn(pooled(t, url), { text: 'SELECT name, cursor FROM log_reader' })
    t.strictSame(rows, [['a', 3]])
  })

  t.test('a listener hears of every commit, also after its connection was terminated', async t => {
    const url = await cluster.database()
    const admin = await connected(t, url)
    await migrate(admin)
    const errors: unknown[] = []
    const pids: number[] = []
    const listener = startListener({
      failed: error => errors.push(error),
      async connect() {
        const client = await openClient({ url, ...times })
        pids.push(client.processId)
        return client
      },
    })
    t.teardown(() => listener.close())
    const writer = createTransactionWriter(pooled(t, url))
    const publish = () => writer.write(client => value(client, 'UPDATE change_counter SET seq = seq + 1 RETURNING seq'))
    await until(() => listener.head() === 0)
    t.equal(await publish(), 1)
    await until(() => listener.head() === 1)
    for (const seq of [2, 3, 4]) {
      await admin.query({ text: `SELECT pg_terminate_backend(${pids.at(-1)})` })
      t.equal(await publish(), seq)
      await until(() => listener.head() === seq)
    }
    t.ok(pids.length >= 4, 'it connected again each time')
  })

  t.test('kill -9 of the database: writes are refused, and go on when it is back', async t => {
    const url = await cluster.database()
    await migrate(await connected(t, url))
    const pool = pooled(t, url)
    const writer = createTransactionWriter(pool)
    const listener = startListener({ failed: () => undefined, connect: () => openClient({ url, ...times }) })
    t.teardown(() => listener.close())
    const publish = () => writer.write(client => value(client, 'UPDATE change_counter SET seq = seq + 1 RETURNING seq'))
    t.equal(await publish(), 1)
    await until(() => listener.head() === 1)
    await cluster.kill()
    await until(() => listener.head() === undefined)
    await t.rejects(publish(), { code: 'unavailable', retryAfter: 5 })
    await t.rejects(queryOn(pool, { text: 'SELECT 1' }), { code: 'unavailable' })
    await cluster.start()
    t.equal(await publish(), 2)
    t.strictSame((await queryOn(pool, { text: 'SELECT seq FROM change_counter' })).rows, [[2]])
    await until(() => listener.head() === 2)
  })

  t.test('through PgBouncer in transaction mode, where installed, everything works but listening', async t => {
    const url = await cluster.database()
    t.equal(await routeOf(await connected(t, url)), 'direct')
    const pooler = await cluster.pooler(t, url)
    if (pooler === undefined) return
    t.equal(await routeOf(await connected(t, pooler)), 'shared')
    const { entries } = JSON.parse(readFileSync(join(shipped, 'meta/_journal.json'), 'utf8'))
    t.equal((await migrate(await connected(t, pooler))).length, entries.length)
    const pool = openPool({ url: pooler, ...times, max: 8, isShared: true })
    t.teardown(() => pool.close())
    const writers = Array.from({ length: 8 }, () => createTransactionWriter(pool))
    const publish = { text: 'UPDATE change_counter SET seq = seq + $1 RETURNING seq', values: [1], name: 'publish' }
    const made = await Promise.all(
      writers.map(writer => writer.write(async client => Number((await client.query(publish)).rows[0]?.[0]))),
    )
    t.strictSame(made.toSorted(), [1, 2, 3, 4, 5, 6, 7, 8])
    const read = { text: 'SELECT seq FROM change_counter WHERE id = $1', values: [1], name: 'read' }
    const reads = await Promise.all(Array.from({ length: 40 }, () => queryOn(pool, read)))
    t.strictSame([...new Set(reads.map(({ rows }) => rows[0]?.[0]))], [8])
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const listener = startListener({ failed: resolve, connect: () => openClient({ url: pooler, ...times }) })
    t.teardown(() => listener.close())
    const { code, hint } = Object(await promise)
    t.strictSame(
      [code, hint],
      [
        'config-invalid',
        'DATABASE_URL goes through a pooler. Set DATABASE_LISTEN_URL to the address of the server itself.',
      ],
    )
  })
}
