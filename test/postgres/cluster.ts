import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const run = promisify(execFile)

/** A server of PostgreSQL with a data folder of its own. */
export type Cluster = {
  port: number
  /** Creates an empty database, and returns its URL. */
  database(): Promise<string>
  /** The URL of a new empty schema. */
  schemaUrl(): string
  /** Starts PgBouncer in transaction mode in front of a database, and returns its URL; undefined if it is not installed. */
  pooler(t: Test, url: string): Promise<string | undefined>
  /** Kills every process of the server, as a power failure does. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** The folder of the programs of PostgreSQL; undefined if it is not installed. */
export async function postgresBinaries(): Promise<string | undefined> {
  const root = '/usr/lib/postgresql'
  const versions = await readdir(root).catch(() => [])
  const newest = versions.map(Number).sort((a, b) => b - a)[0]
  const candidates = newest === undefined ? [] : [join(root, String(newest), 'bin')]
  try {
    candidates.push(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim())
  } catch {
    // Not installed.
  }
  return candidates.find(folder => existsSync(join(folder, 'initdb')))
}

/**
 * Starts a private server on a free port of 127.0.0.1, and removes it with its test. Root may not run PostgreSQL: then it
 * runs as another user.
 *
 * @param around changes the command line of the server
 */
export async function startCluster(
  t: Pick<Test, 'teardown'>,
  binaries: string,
  around: (command: string[]) => string[] = command => command,
): Promise<Cluster> {
  // A short path outside of the folder of the test: the socket and its user need it.
  const folder = await mkdtemp('/tmp/offprint-pg-')
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', HOME: folder }
  const how = { ...user, cwd: folder, env: environment }
  await run(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'offprint', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    how,
  )
  const port = await freePort()
  let server: ReturnType<typeof spawn> | undefined
  let databases = 0
  let schemas = 0

  async function start(): Promise<void> {
    const places = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder]
    const settings = ['-c', 'fsync=off', '-c', 'max_connections=100']
    const [command = '', ...args] = around([join(binaries, 'postgres'), ...places, ...settings])
    server = spawn(command, args, { ...how, stdio: 'ignore' })
    await answers(port)
  }

  async function answers(on: number): Promise<void> {
    const until = performance.now() + 30_000
    const ask = () => run(join(binaries, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(on)], how)
    const isReady = () =>
      ask().then(
        () => true,
        () => false,
      )
    while (!(await isReady())) {
      if (performance.now() > until) throw new Error('PostgreSQL did not start')
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = server
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise(resolve => running.once('exit', resolve))
    running.kill(signal)
    await gone
  }

  await start()
  t.teardown(async () => {
    await end('SIGINT')
    await rm(folder, { recursive: true, force: true })
  })
  return {
    port,
    async database() {
      databases += 1
      const name = `test${databases}`
      await run(join(binaries, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'offprint', name], how)
      return `postgres://offprint@127.0.0.1:${port}/${name}`
    },
    schemaUrl() {
      schemas += 1
      const name = `schema${schemas}`
      const connect = ['-h', '127.0.0.1', '-p', String(port), '-U', 'offprint', 'postgres']
      execFileSync(join(binaries, 'psql'), ['-q', '-c', `CREATE SCHEMA ${name}`, ...connect], how)
      return `postgres://offprint@127.0.0.1:${port}/postgres?options=${encodeURIComponent(`-c search_path=${name}`)}`
    },
    async pooler(t, url) {
      const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find(existsSync)
      if (program === undefined) return undefined
      const listen = await freePort()
      const { port: target, pathname } = new URL(url)
      const settings = [
        '[databases]',
        `* = host=127.0.0.1 port=${target} user=offprint`,
        '[pgbouncer]',
        `listen_addr = 127.0.0.1\nlisten_port = ${listen}\nunix_socket_dir =`,
        'pool_mode = transaction\nauth_type = any\ndefault_pool_size = 8',
      ]
      const file = join(folder, 'pgbouncer.ini')
      await writeFile(file, settings.join('\n'))
      const pooler = spawn(program, ['-q', file], { ...how, stdio: 'ignore' })
      const gone = new Promise(resolve => pooler.once('exit', resolve))
      t.teardown(async () => {
        pooler.kill('SIGKILL')
        await gone
      })
      await answers(listen)
      return `postgres://offprint@127.0.0.1:${listen}${pathname}`
    },
    kill: () => end('SIGKILL'),
    start,
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
