import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

t.setTimeout(300_000)

/** A database with two published articles. */
async function place(t: Test) {
  const folder = t.testdir({ in: { 'a.md': '# Bridge\n\nIt is long.\n', 'b.md': '# Harbour\n\nIt is deep.\n' } })
  const env = { DATABASE_URL: join(folder, 'offprint.db'), PUBLIC_URL: 'https://api.example.org' }
  t.equal((await offprint(['import', join(folder, 'in'), '--publish', '--undated', 'publish'], env)).code, 0)
  return { folder, env }
}

function change(path: string, sql: string): void {
  const connection = new Sqlite(path)
  connection.exec(sql)
  connection.close()
}

t.test('backup, restore and check work one after the other', async t => {
  const { folder, env } = await place(t)
  const out = join(folder, 'new/backups/backup.db')
  t.strictSame(await offprint(['backup', out], env), {
    code: 0,
    out: `${out}: 2 articles, 2 published, last change 2; verified\n`,
    err: '',
  })
  t.strictSame(await offprint(['backup', out], env), {
    code: 2,
    out: '',
    err: `offprint: ${out} exists. Give another file, or --keep to keep several backups.\n`,
  })
  t.equal((await offprint(['backup', out, '--keep', '2'], env)).code, 0)
  hasMembers(t, await offprint(['backup', out, '--keep', '0'], env), { code: 2 })
  t.strictSame(
    readdirSync(join(folder, 'new/backups')).filter(name => name.startsWith('backup')),
    ['backup.db', 'backup.db.1'],
  )

  hasMembers(t, await offprint(['restore', out], env), {
    code: 3,
    err: /^offprint: A restore never overwrites a database\.\n.*offprint\.db exists\./,
  })
  rmSync(env.DATABASE_URL)
  t.strictSame(await offprint(['restore', out], env), {
    code: 0,
    out: `${env.DATABASE_URL}: 2 articles, 2 published, last change 2\n`,
    err: '',
  })

  t.strictSame(await offprint(['check'], env), {
    code: 0,
    out: `${['file', 'references', 'content', 'log', 'prints', 'lists', 'search', 'orphans'].map(part => `${part.padEnd(12)}ok`).join('\n')}\n2 prints equal their editions\n`,
    err: '',
  })
  hasMembers(t, await offprint(['check'], { ...env, PUBLIC_URL: 'https://other.example.org' }), {
    code: 0,
    err: /^2 prints were made with another configuration/,
  })
})

t.test('check: exits with 1 while data is damaged, --repair remakes derived data, and --json prints JSON', async t => {
  const { env } = await place(t)
  change(env.DATABASE_URL, 'DELETE FROM print_body; UPDATE print_language SET articles = 9')
  const found = await offprint(['check'], env)
  t.equal(found.code, 1)
  t.match(found.out, /^prints {6}2 problems\n {2}article [0-9a-f-]{36}: its print is damaged\n/m)
  t.match(found.out, /^lists {7}1 problems\n {2}the number of articles in the language en is wrong\n/m)
  const repaired = await offprint(['check', '--repair', '--json'], env)
  t.equal(repaired.code, 0)
  const parsed = JSON.parse(repaired.out)
  hasMembers(t, parsed, { status: 'ok', prints: 2, waiting: 0, otherConfiguration: 0, unrepaired: 0 })
  t.strictSame(
    parsed.problems.map(({ part, repaired }: { part: string; repaired: boolean }) => [part, repaired]),
    [
      ['lists', true],
      ['prints', true],
      ['prints', true],
    ],
  )
  hasMembers(t, await offprint(['check', '--json'], env), { code: 0, err: '' })
  change(env.DATABASE_URL, 'DELETE FROM change WHERE seq = 2')
  const gap = await offprint(['check', '--repair', '--json'], env)
  t.equal(gap.code, 1)
  hasMembers(t, JSON.parse(gap.out), {
    status: 'problems',
    unrepaired: 1,
    problems: [
      {
        part: 'log',
        detail: 'the entry 2 is missing; copies that had not received it need a full sync',
        repaired: false,
      },
    ],
  })
})

t.test('a migration saves the database first, unless MIGRATION_BACKUP is false', async t => {
  const { folder, env } = await place(t)
  const saved = () => readdirSync(folder).filter(name => name.includes('.before-'))
  const goBack = () =>
    change(
      env.DATABASE_URL,
      "DELETE FROM migration WHERE name = '0015_remove_print_set'; PRAGMA user_version = 15; CREATE TABLE print_chunk (x); CREATE TABLE print_number (x); CREATE TABLE print_set (x)",
    )
  goBack()
  hasMembers(t, await offprint(['check'], env), { code: 3, err: /older schema.*\n.*offprint migrate/ })
  t.equal((await offprint(['migrate'], { ...env, MIGRATION_BACKUP: 'false' })).code, 0)
  t.strictSame(saved(), [])
  goBack()
  hasMembers(t, await offprint(['migrate'], env), { code: 0, out: /^applied 0015_remove_print_set\n/ })
  t.strictSame(saved(), ['offprint.db.before-0015_remove_print_set'])
  const restored = { DATABASE_URL: join(folder, 'restored.db') }
  hasMembers(t, await offprint(['restore', join(folder, saved()[0] ?? '')], restored), { code: 0, err: '' })
  hasMembers(t, await offprint(['migrate'], restored), { code: 0, out: /^applied 0015_remove_print_set\n/ })
})

t.test('status prints counts, the change log, queues, sizes and the last backup', async t => {
  const { folder, env } = await place(t)
  const first = await offprint(['status'], env)
  hasMembers(t, first, { code: 0, err: '' })
  t.match(first.out, /^articles {5}2 delivered, 2 in all\nchange log {3}head 2\n/m)
  t.match(first.out, /^last backup {2}none known$/m)
  t.equal((await offprint(['backup', join(folder, 'copy.db')], env)).code, 0)
  change(
    env.DATABASE_URL,
    "INSERT INTO log_reader (name, cursor) VALUES ('websub', 1); INSERT INTO websub_ping VALUES ('https://hub.example.org/', 'https://api.example.org/feeds/rss.xml', 2, 3, 0, 'timeout')",
  )
  const { version, database, schema, databaseBytes, logBytes, lastBackup, ...rest } = JSON.parse(
    (await offprint(['status', '--json'], env)).out,
  )
  t.strictSame(rest, {
    articles: 2,
    lastChange: 2,
    readers: { websub: { cursor: 1, lag: 1 } },
    jobs: [],
    workingCopies: 2,
    pings: { waiting: 1, failed: 1 },
    webhooks: [],
  })
  t.match(version, /^\d+\.\d+\.\d+$/)
  t.strictSame([database, schema.pending, lastBackup.lastChange], [env.DATABASE_URL, [], 2])
  t.ok(databaseBytes > 0 && logBytes >= 0)
  const text = (await offprint(['status'], env)).out
  t.match(text, /^readers {6}websub 1 behind\nqueues {7}1 websub pings waiting, 1 of them failed before$/m)
  t.match(text, /^last backup {2}\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, 0 changes ago$/m)
  hasMembers(t, await offprint(['status'], { DATABASE_URL: join(folder, 'none.db') }), { code: 3 })

  change(env.DATABASE_URL, 'DELETE FROM migration WHERE name = (SELECT max(name) FROM migration)')
  const older = JSON.parse((await offprint(['status', '--json'], env)).out)
  t.strictSame([Object.keys(older), older.schema.pending.length], [['version', 'database', 'schema'], 1])
})

t.test('config prints each setting, its origin, and no secret', async t => {
  const secret = 'a-secret-of-the-administrator-0123456789'
  const env = {
    PORT: '4000',
    OFFPRINT_ADMIN_KEY: secret,
    DATABASE_URL: 'postgres://user:pass-word@db.example.org/offprint',
    WEBSUB_HUBS: 'https://hub.example.org/?key=query-secret',
  }
  const { code, out, err } = await offprint(['config'], env)
  t.strictSame([code, err], [0, ''])
  t.match(out, /^PORT +environment {2}4000$/m)
  t.match(out, /^WORKERS +default {6}1$/m)
  t.match(out, /^PUBLIC_URL +default {6}http:\/\/127\.0\.0\.1:4000$/m)
  t.match(out, /^OFFPRINT_ADMIN_KEY +environment {2}\*{8}$/m)
  const json = (await offprint(['config', '--json'], env)).out
  t.notMatch(out + json, /a-secret-of|pass-word|query-secret/)
  t.strictSame(JSON.parse(json)[0], { name: 'HOST', value: '127.0.0.1', origin: 'default' })
  const refused = await offprint(['config'], { PUBLIC_URL: 'https://user:pass-word@api.example.org' })
  t.equal(refused.code, 2)
  t.notMatch(refused.err, /pass-word/)
  hasMembers(t, await offprint(['config'], { PORT: 'x' }), { code: 2, err: /^offprint: PORT="x" is not valid/ })
})

t.test('copy writes a new database, which is equal, and leaves the old one read-only if this is wanted', async t => {
  const { folder, env } = await place(t)
  const to = join(folder, 'copy.db')
  t.strictSame(await offprint(['copy', '--to', to, '--keep-read-only'], env), {
    code: 0,
    out: `${to}: 2 articles, 2 published, last change 2; verified\n`,
    err: 'DATABASE_URL stays read-only until "offprint copy --release".\n',
  })
  hasMembers(t, await offprint(['import', join(folder, 'in'), '--force'], env), {
    code: 3,
    err: /^offprint: The database is being copied; until that is done, nothing can be written\.\n/,
  })
  const released = [`${env.DATABASE_URL} can be written again\n`, `${env.DATABASE_URL} was not read-only\n`]
  for (const out of released) t.strictSame(await offprint(['copy', '--release'], env), { code: 0, out, err: '' })
  const [one, other] = await Promise.all(
    [env, { ...env, DATABASE_URL: to }].map(each => offprint(['export', '-'], each)),
  )
  t.strictSame(one, other)
  const usage = 'offprint: Give --to with the database to copy to, or only --release.\n'
  for (const args of [[], ['--to', to, '--release'], ['--release', '--keep-read-only']]) {
    t.strictSame(await offprint(['copy', ...args], env), { code: 2, out: '', err: usage })
  }
})
