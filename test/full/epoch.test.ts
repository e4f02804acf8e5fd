import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test, test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { type Server, serve } from './server.ts'

t.setTimeout(900_000)

const articles = 30
const old = 'https://old.example.org'
const current = 'https://new.example.org'

/** A store with published articles, and functions that read its change log. */
async function published(t: Test, env: Record<string, string>) {
  const files = Array.from({ length: articles }, (_, at) => [
    `a${at}.txt`,
    `Article ${at}\n\nWords of article ${at}.\n`,
  ])
  const folder = t.testdir({ in: Object.fromEntries(files), store: {} })
  const path = join(folder, 'store/offprint.db')
  const ran = await offprint(['import', join(folder, 'in'), '--publish', '--undated', 'publish'], {
    DATABASE_URL: path,
    ...env,
  })
  hasMembers(t, ran, { code: 0, err: '' })
  const db = new Sqlite(path, { readonly: true })
  t.teardown(() => db.close())
  const rows = db.prepare<[], number>('SELECT count(*) FROM change').pluck()
  const epochs = db.prepare<[], number>('SELECT count(DISTINCT epoch) FROM print').pluck()
  return { folder, path, changes: () => rows.get() ?? 0, isOfOneEpoch: () => epochs.get() === 1 }
}

async function urlsAt({ address }: Server): Promise<string[]> {
  const answer = await fetch(`${address}/v1/articles?limit=100`)
  const { items } = (await answer.json()) as { items: { url: string }[] }
  return [...new Set(items.map(({ url }) => new URL(url).origin))]
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1200; round += 1) {
    if (await what()) return
    await setTimeout(50)
  }
  throw new Error('it did not come to that')
}

const warnings = ({ lines }: Server) => lines.filter(line => line.includes('The store records another configuration'))

/** Starts a server on a free port, with a configured public address. */
async function start(t: Test, path: string, publicUrl: string, more: Record<string, string> = {}): Promise<Server> {
  const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
  const server = await serve(t, [], { DATABASE_URL: path, PUBLIC_URL: publicUrl, PORT: String(port), ...more })
  return { ...server, address: `http://127.0.0.1:${port}` }
}

test('with two servers of different configurations, the newer prints every article once and the older prints none', async t => {
  const { path, changes, isOfOneEpoch } = await published(t, { PUBLIC_URL: old })
  const one = await start(t, path, old)
  t.strictSame(await urlsAt(one), [old])
  t.equal(changes(), articles)
  const other = await start(t, path, current)
  await until(() => changes() === 2 * articles && warnings(one).length > 0)
  t.strictSame([await urlsAt(one), await urlsAt(other)], [[current], [current]])
  await one.stop()

  const again = await start(t, path, old, { WORKERS: '2' })
  await until(() => warnings(again).length > 0)
  t.strictSame(await urlsAt(again), [current], 'a restart with the older configuration prints nothing')
  t.equal(changes(), 2 * articles)

  const env = { DATABASE_URL: path, PUBLIC_URL: old }
  const refused = await offprint(['reprint'], env)
  hasMembers(t, refused, {
    code: 2,
    out: '',
    err: /records another configuration.*new\.example\.org[\s\S]*--take-over/,
  })
  const taken = await offprint(['reprint', '--take-over'], env)
  hasMembers(t, taken, { code: 0, out: /articles reprinted for https:\/\/old\.example\.org; \d+ of them changed/ })
  await until(() => isOfOneEpoch() && warnings(other).length > 0)
  t.strictSame([await urlsAt(again), await urlsAt(other)], [[old], [old]])
  t.equal(changes(), 3 * articles)
  t.strictSame(
    [warnings(one), warnings(again), warnings(other)].map(lines => lines.length),
    [1, 1, 1],
  )
  t.match(warnings(other)[0], /"level":40.*"hint":/)
})

test('the server prints the articles of an import with another configuration again, once', async t => {
  const { folder, path, changes } = await published(t, { PUBLIC_URL: old })
  const server = await start(t, path, old)
  const ran = await offprint(['import', join(folder, 'in'), '--publish', '--undated', 'publish', '--source', 'again'], {
    DATABASE_URL: path,
  })
  hasMembers(t, ran, { code: 0, err: /records another configuration.*old\.example\.org/ })
  await until(() => changes() === 3 * articles)
  t.strictSame(await urlsAt(server), [old])
  t.equal(changes(), 3 * articles)
})

test('without PUBLIC_URL, links contain the port of the server, also when it returns to an earlier port', async t => {
  const { path, changes } = await published(t, {})
  const env = { DATABASE_URL: path }
  const [one, other] = await Promise.all([1, 2].map(() => reservePort({ host: '127.0.0.1', port: 0 })))
  let expected = articles
  for (const port of [one?.port, other?.port, one?.port]) {
    const server = await serve(t, [], { ...env, PORT: String(port) })
    t.strictSame(await urlsAt(server), [`http://127.0.0.1:${port}`])
    expected += articles
    await until(() => changes() === expected)
    t.strictSame(warnings(server), [])
    await server.stop()
  }
})

test('a server that starts while the database is being copied answers reads, and prints for its address afterwards', async t => {
  for (const WORKERS of ['1', '2']) {
    const { folder, path } = await published(t, { PUBLIC_URL: old })
    const env = { DATABASE_URL: path }
    const copy = await offprint(['copy', '--to', join(folder, 'copy.db'), '--keep-read-only'], env)
    t.equal(copy.code, 0, WORKERS)
    const server = await start(t, path, current, { WORKERS })
    t.strictSame(await urlsAt(server), [old], WORKERS)
    t.equal((await fetch(`${server.address}/health/ready`)).status, 200, WORKERS)
    t.equal((await offprint(['copy', '--release'], env)).code, 0, WORKERS)
    await until(async () => (await urlsAt(server)).join() === current)
    t.equal(await server.stop('SIGTERM'), 0, WORKERS)
  }
})
