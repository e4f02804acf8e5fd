import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { program } from '../program.ts'
import { type Server, serve } from './server.ts'

t.setTimeout(900_000)

const secret = 'admin-key-of-this-test-0123456789'
const noProc = existsSync('/proc/locks') ? false : 'this system has no /proc/locks'

/** Why no old SQLite can read the file; false if one can. Since 3.51, it notices that others have the file open. */
function noOldSqlite(): string | false {
  const { stdout } = spawnSync('sqlite3', ['--version'], { encoding: 'utf8' })
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(stdout ?? '') ?? []
  if (major === undefined) return 'sqlite3 is not installed'
  return Number(major) * 1000 + Number(minor) < 3051 ? false : `sqlite3 is too new: ${stdout}`
}

/** A folder with an article, and the database in the same folder. */
async function started(t: Test, args: readonly string[], env: Record<string, string> = {}) {
  const folder = t.testdir({ 'bridge.md': '# A Bridge\n\nIt is long.\n' })
  const path = join(folder, 'offprint.db')
  const settings = { DATABASE_URL: path, OFFPRINT_ADMIN_KEY: secret, KEY_RATE_LIMIT: 'none', ...env }
  const start = () => serve(t, args.length > 0 ? [folder, ...args] : [], settings)
  return { folder, path, start, server: await start() }
}

/** Processes that hold SQLite's lock on the database file. */
function holders(path: string): number[] {
  const { ino } = statSync(path)
  const lines = readFileSync('/proc/locks', 'utf8').split('\n')
  const pids = lines.flatMap(line => (line.includes(`:${ino} `) ? Number(line.trim().split(/\s+/)[4]) : []))
  return [...new Set(pids)].sort((a, b) => a - b)
}

function processes({ child }: Server): number[] {
  const pid = child.pid ?? 0
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return [pid, ...children.map(Number)].sort((a, b) => a - b)
}

async function ask({ address }: Server, method: string, path: string, body?: string, type = 'application/json') {
  const headers = { authorization: `Bearer ${secret}`, ...(body !== undefined && { 'content-type': type }) }
  const answer = await fetch(`${address}${path}`, { method, headers, ...(body !== undefined && { body }) })
  return { status: answer.status, body: (await answer.json()) as { id: string; state?: string; code?: string } }
}

async function imported(server: Server): Promise<void> {
  const { body } = await ask(server, 'POST', '/v1/editorial/imports?name=a.md', '# A\n\nWords.', 'text/markdown')
  for (let round = 0; round < 200; round += 1) {
    if ((await ask(server, 'GET', `/v1/editorial/imports/${body.id}`)).body.state === 'done') return
    await setTimeout(50)
  }
  throw new Error('the import does not end')
}

async function appears({ address }: Server, slug: string): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    if ((await fetch(`${address}/v1/articles/${slug}`)).status === 200) return
    await setTimeout(50)
  }
  throw new Error(`${slug} does not appear`)
}

/** A server for each way in which it opens its store, after its threads have worked. */
const ways: Record<string, (t: Test) => ReturnType<typeof started>> = {
  'after an import over HTTP': async t => {
    const run = await started(t, [])
    await imported(run.server)
    return run
  },
  'while its folder is served': t => started(t, ['--assets']),
  'while its folder is watched': async t => {
    const run = await started(t, ['--watch'])
    writeFileSync(join(run.folder, 'ferry.md'), '# A Ferry\n\nIt is quiet.\n')
    await appears(run.server, 'a-ferry')
    return run
  },
  'in two processes, after an import': async t => {
    const run = await started(t, [], { WORKERS: '2' })
    await imported(run.server)
    return run
  },
}

for (const [way, open] of Object.entries(ways)) {
  t.test(`every process of a server keeps its lock on the database, ${way}`, { skip: noProc }, async t => {
    const { server, path } = await open(t)
    t.strictSame(holders(path), processes(server))
  })

  t.test(
    `kill -9 loses no acknowledged write after an old SQLite reads the database, ${way}`,
    { skip: noProc || noOldSqlite() },
    async t => {
      const { server, path, start } = await open(t)
      for (const command of ['SELECT count(*) FROM article', `.backup ${path}.copy`]) {
        const { status, stderr } = spawnSync('sqlite3', [path, command], { encoding: 'utf8' })
        t.strictSame([status, stderr], [0, ''], command)
      }
      const pids = processes(server)
      const files = pids.flatMap(pid => readdirSync(`/proc/${pid}/fd`).map(fd => link(`/proc/${pid}/fd/${fd}`)))
      // Not those of the copy: a watched folder is read while the copy is written there.
      t.strictSame(
        files.filter(name => /\/offprint\.db(?:-wal|-shm|-journal)? \(deleted\)$/.test(name)),
        [],
      )
      const ids: string[] = []
      for (let round = 0; round < 20; round += 1) {
        const { status, body } = await ask(
          server,
          'POST',
          '/v1/editorial/articles',
          JSON.stringify({ title: `T ${round}`, text: 'x' }),
        )
        t.equal(status, 201)
        ids.push(body.id)
      }
      for (const pid of pids.reverse()) process.kill(pid, 'SIGKILL')
      await server.stop('SIGKILL')
      const again = await start()
      const found = await Promise.all(
        ids.map(async id => (await ask(again, 'GET', `/v1/editorial/articles/${id}`)).status),
      )
      t.strictSame(new Set(found), new Set([200]))
      t.equal(await again.stop('SIGTERM'), 0)
    },
  )
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

t.test('after its log is removed, the server refuses writes, and SIGTERM saves the acknowledged ones', async t => {
  const { server, path, start } = await started(t, [])
  const said = JSON.stringify({ title: 'Before', text: 'x' })
  const { status, body } = await ask(server, 'POST', '/v1/editorial/articles', said)
  t.equal(status, 201)
  rmSync(`${path}-wal`)
  const refused = await ask(server, 'POST', '/v1/editorial/articles', said)
  t.strictSame([refused.status, refused.body.code], [503, 'store-replaced'])
  const ready = await fetch(`${server.address}/health/ready`)
  t.strictSame([ready.status, ((await ready.json()) as { code: string }).code], [503, 'store-replaced'])
  t.equal((await fetch(`${server.address}/v1/articles`)).status, 200, 'reads succeed')
  t.equal(await server.stop('SIGTERM'), 0)
  const again = await start()
  t.equal((await ask(again, 'GET', `/v1/editorial/articles/${body.id}`)).status, 200)
  t.equal((await ask(again, 'POST', '/v1/editorial/articles', said)).status, 201)
  t.equal(await again.stop('SIGTERM'), 0)
})

t.test('after its database is replaced, the server writes nothing and does not change the other one', async t => {
  const { server, path, folder, start } = await started(t, [])
  mkdirSync(join(folder, 'backup'))
  spawnSync(process.execPath, [program, 'migrate'], {
    env: { DATABASE_URL: join(folder, 'backup', 'offprint.db') },
  })
  const { ino } = statSync(join(folder, 'backup', 'offprint.db'))
  spawnSync('mv', [join(folder, 'backup', 'offprint.db'), path])
  rmSync(`${path}-wal`)
  rmSync(`${path}-shm`)
  const other = await start()
  const said = JSON.stringify({ title: 'In the other', text: 'x' })
  // Both servers accept the admin key.
  const { status, body } = await ask(other, 'POST', '/v1/editorial/articles', said)
  t.equal(status, 201)
  t.equal((await ask(server, 'POST', '/v1/editorial/articles', said)).body.code, 'store-replaced')
  t.equal(await server.stop('SIGTERM'), 0)
  t.ok(existsSync(`${path}-wal`), 'the log of the other server exists')
  t.equal(statSync(path).ino, ino)
  await other.stop('SIGKILL')
  const again = await start()
  t.equal((await ask(again, 'GET', `/v1/editorial/articles/${body.id}`)).status, 200)
})
