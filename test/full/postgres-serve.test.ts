import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { type Cluster, postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { serve } from './server.ts'

t.setTimeout(600_000)

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else runTests(await startCluster(t, binaries))

const secret = 'admin-key-of-this-test-0123456789'
const password = 'pass-word-of-the-database'
const times = { connectMs: 5000, queryMs: 30_000 }

/** The URL with a password, which the server of the tests does not ask for. */
function withPassword(url: string): string {
  return url.replace('offprint@', `offprint:${password}@`)
}

function articles(t: Test): string {
  return join(
    t.testdir({
      in: {
        'a.md': '# Bridge\n\nIt is long and crosses the harbour.\n',
        'b.md': '# Harbour\n\nIt is deep. Every ship of the town lies in the harbour.\n',
      },
    }),
    'in',
  )
}

function runTests(cluster: Cluster): void {
  t.test('every command works on PostgreSQL, and none prints the password', async t => {
    const url = withPassword(await cluster.database())
    const env = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: url,
      DATABASE_LISTEN_URL: url,
      PUBLIC_URL: 'https://api.example.org',
    }
    const shown = url.replace(password, '********')
    const ran: string[] = []
    const run = async (...args: string[]) => {
      const result = await offprint(args, env)
      ran.push(result.out, result.err)
      return result
    }
    const server = `postgres://offprint:********@127.0.0.1:${cluster.port}`
    t.match((await run('status')).err, /^offprint: The database is empty\.\nRun "offprint migrate"/)
    const migrated = await run('migrate')
    t.strictSame([migrated.code, migrated.out.split('\n').at(-2)], [0, `${shown} is now up to date`])
    t.strictSame(await run('migrate'), { code: 0, out: `${shown} is up to date\n`, err: '' })
    t.match((await run('config')).out, `environment  ${server}`)
    hasMembers(t, await run('import', articles(t), '--publish', '--undated', 'publish'), { code: 0, err: '' })
    const key = await run('key', 'create', '--name', 'desk', '--scope', 'articles:read')
    t.equal(key.code, 0, key.err)
    t.match((await run('key', 'list')).out, /desk/)
    const exported = await run('export', '-')
    hasMembers(t, exported, { code: 0, err: '2 articles\n' })
    const [first = ''] = exported.out.split('\n')
    t.match((await run('source', JSON.parse(first).id)).out, /^# (?:Bridge|Harbour)/)
    t.equal((await run('webhook', 'list')).code, 0)
    t.match((await run('reprint')).out, /^0 articles reprinted/)
    t.strictSame(await run('check'), {
      code: 0,
      out: [
        'file        not checked on PostgreSQL',
        ...['references', 'content', 'log', 'prints', 'lists', 'search', 'orphans'].map(part => `${part.padEnd(12)}ok`),
        '2 prints equal their editions',
        '',
      ].join('\n'),
      err: '',
    })
    const status = await run('status')
    t.match(status.out, /^articles {5}2 delivered, 2 in all\nchange log {3}head 2$/m)
    t.match(status.out, /^sizes {8}database \d+\.\d MB$/m)
    t.notMatch(status.out, /last backup/)
    const dump = await run('backup', 'offprint.dump')
    t.equal(dump.code, 2)
    t.match(
      dump.err,
      /^offprint: pg_dump of PostgreSQL makes the backups of this database\.\n.*pg_dump --format=custom/,
    )
    t.strictSame(await run('restore', 'offprint.dump'), {
      code: 2,
      out: '',
      err: 'offprint: This works on an SQLite file. DATABASE_URL names a PostgreSQL server.\nUse pg_dump and pg_restore of PostgreSQL.\n',
    })
    t.strictSame(
      ran.filter(text => text.includes(password)),
      [],
    )
  })

  t.test('check finds what a hand changed in PostgreSQL, and repairs it', async t => {
    const url = await cluster.database()
    const env = { DATABASE_URL: url, PUBLIC_URL: 'https://api.example.org' }
    t.equal((await offprint(['import', articles(t), '--publish', '--undated', 'publish'], env)).code, 0)
    const client = await openClient({ url, ...times })
    t.teardown(() => client.close())
    await client.query({
      text: `UPDATE print_language SET articles = 7; UPDATE print SET edition = 9 WHERE slug = 'bridge'`,
    })
    const { code, out } = await offprint(['check', '--json'], env)
    const parts = (text: string) => JSON.parse(text).problems.map((one: { part: string }) => one.part)
    t.strictSame([code, [...new Set(parts(out))]], [1, ['prints', 'lists']])
    await offprint(['check', '--repair'], env)
    hasMembers(t, JSON.parse((await offprint(['check', '--json'], env)).out), { status: 'ok', problems: [] })
  })

  t.test('a database that cannot be used gives one clear line', async t => {
    const url = await cluster.database()
    const admin = await openClient({ url, ...times })
    t.teardown(() => admin.close())
    await admin.query({ text: 'CREATE USER stranger; CREATE TABLE wp_posts (id int)' })
    const refused = async (DATABASE_URL: string, more = {}) => {
      const { code, err } = await offprint(['serve'], { DATABASE_URL, PORT: '0', ...more })
      return [code, ...err.trimEnd().split('\n')]
    }
    t.strictSame(await refused(url), [
      3,
      'offprint: The database belongs to another program.',
      'Set DATABASE_URL to an empty database or schema.',
    ])
    await admin.query({ text: 'DROP TABLE wp_posts' })
    t.strictSame(await refused(url.replace('offprint@', 'stranger@')), [
      3,
      'offprint: The user of the database may not create tables.',
      'Grant CREATE and USAGE on its schema to the user of DATABASE_URL.',
    ])
    t.strictSame(await refused(url.replace(/\w+$/, 'nowhere')), [
      3,
      'offprint: The database refuses the user or the database name of its URL.',
      'Check the user, password, database and rights of DATABASE_URL.',
    ])
    const unreachable = (code: string) => [
      3,
      'offprint: The database cannot be reached.',
      `Check that PostgreSQL runs and that DATABASE_URL is right (${code}). A server connects again by itself.`,
    ]
    t.strictSame(await refused('postgres://127.0.0.1:1/x'), unreachable('ECONNREFUSED'))
    t.strictSame(await refused(`postgres://user:${password}#x@127.0.0.1/x`), [
      2,
      'offprint: DATABASE_URL cannot be read.',
      'Use postgres://user:password@host:port/database, and percent-encode the password.',
    ])
    const [status, message] = await refused(url, { DATABASE_POOL_SIZE: '1' })
    t.equal(status, 2)
    t.match(message, /DATABASE_POOL_SIZE="1" is not valid/)
  })

  t.test('a server delivers, searches, edits and imports', async t => {
    const url = withPassword(await cluster.database())
    const env = { DATABASE_URL: url, OFFPRINT_ADMIN_KEY: secret }
    const server = await serve(t, [articles(t)], env)
    const read = async (path: string) => {
      const answer = await fetch(`${server.address}${path}`)
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    }
    hasMembers(t, JSON.parse((await read('/v1/articles/bridge')).text), { title: 'Bridge' })
    t.equal((await read('/v1/articles/bridge/related')).status, 200)
    t.equal((await read('/health/ready')).text, '{"status":"ok"}')
    t.match((await read('/feeds/rss.xml')).text, /<title>Harbour<\/title>/)
    const { items } = JSON.parse((await read('/v1/search?q=harbor')).text)
    t.strictSame(
      items.map(({ article }: { article: { title: string } }) => article.title),
      ['Harbour', 'Bridge'],
      'misspelt, in a title and in a body',
    )
    t.equal(JSON.parse((await read('/v1/search/suggest?q=har')).text).items[0].text, 'Harbour')
    const edit = async (path: string, method: string, body?: object, etag?: string) => {
      const answer = await fetch(`${server.address}/v1/editorial${path}`, {
        method,
        headers: {
          authorization: `Bearer ${secret}`,
          ...(body && { 'content-type': 'application/json' }),
          ...(etag !== undefined && { 'if-match': etag }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, etag: answer.headers.get('etag') ?? '', body: Object(await answer.json()) }
    }
    const made = await edit('/articles', 'POST', { title: 'Quay', slug: 'quay' })
    t.equal(made.status, 201)
    t.equal((await read('/v1/articles/quay')).status, 404)
    t.equal((await edit(`/articles/${made.body.id}/publish`, 'POST', undefined, made.etag)).status, 200)
    hasMembers(t, JSON.parse((await read('/v1/articles/quay')).text), { title: 'Quay' })
    t.equal(await server.stop(), 0)
    t.strictSame(
      server.lines.filter(line => line.includes(password)),
      [],
    )
    if (binaries !== undefined) {
      const rest = execFileSync(join(binaries, 'psql'), [
        '-At',
        '-c',
        `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'offprint'`,
        url,
      ])
      t.equal(String(rest).trim(), '0', 'it closed its connections')
    }
  })

  t.test(
    'servers behind PgBouncer in transaction mode, where installed, hear of changes by DATABASE_LISTEN_URL',
    async t => {
      const url = await cluster.database()
      const pooler = await cluster.pooler(t, url)
      if (pooler === undefined) return
      const env = { DATABASE_URL: pooler, FRESHNESS: 'notify', OFFPRINT_ADMIN_KEY: secret, PORT: '0' }
      const { code, err } = await offprint(['serve'], env)
      t.strictSame(
        [code, ...err.trimEnd().split('\n').slice(-2)],
        [
          2,
          'offprint: FRESHNESS=notify needs a connection of its own to PostgreSQL.',
          'The URL leads to a pooler. Set DATABASE_LISTEN_URL to the address of the server itself.',
        ],
      )
      const listening = { ...env, DATABASE_LISTEN_URL: url }
      const [writer, reader] = [await serve(t, [articles(t)], listening), await serve(t, [], listening)]
      const titleAt = async ({ address }: { address: string }) =>
        Object(await (await fetch(`${address}/v1/articles/bridge`)).json()).title
      t.strictSame([await titleAt(writer), await titleAt(reader)], ['Bridge', 'Bridge'])
      const items = Array.from({ length: 20 }, (_, number) => ({
        type: 'put',
        externalId: `desk:${number}`,
        body: { title: `Pier ${number}`, slug: `pier-${number}`, text: 'Long.' },
      }))
      const batch = await fetch(`${writer.address}/v1/editorial/articles:batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(items.flatMap(put => [put, { type: 'publish', externalId: put.externalId }])),
      })
      const { items: results } = Object(await batch.json())
      t.strictSame([...new Set(results.map(({ status }: { status: number }) => status))].toSorted(), [200, 201])
      const count = async () =>
        Object(await (await fetch(`${reader.address}/v1/articles?count=true&limit=1`)).json()).page.total
      while ((await count()) !== 22) await setTimeout(20)
      const client = await openClient({ url, ...times })
      t.teardown(() => client.close())
      const locks = `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'`
      t.strictSame((await client.query({ text: locks })).rows, [[0]], 'no lock of a session remains')
      for (const { stop } of [writer, reader]) t.equal(await stop(), 0)
    },
  )
}
