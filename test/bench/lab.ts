import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, copyFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makePackage } from '../package.ts'
import type { Constant } from './baseline/constant.ts'
import { type CorpusFile, corpusFile } from './corpus/file.ts'
import { environmentOf } from './corpus/site.ts'
import type { Cores } from './machine.ts'
import type { Plan } from './plan.ts'
import type { Postgres } from './postgres.ts'
import { type Program, type Server, startServer } from './server.ts'

export type Size = 'small' | 'large'

export type Baseline = 'node:http' | 'Fastify' | 'node:http and SQLite' | 'node:http and pg'

/** Files and servers for rows. Its processes run on the servers' core. */
export type Lab = {
  plan: Plan
  cores: Cores | undefined
  /** A folder that is removed after the run. */
  folder: string
  /** A store file of so many articles, made where there is none yet. */
  file(size: Size): Promise<CorpusFile>
  /** The package as a production runs it on such a file; one process for all rows. */
  offprint(size: Size): Promise<Server>
  /** The database of that server: such a file, or its copy in PostgreSQL. */
  database(size: Size): Promise<string>
  /** A copy of it, for rows that write. */
  copy(size: Size): Promise<string>
  /** A copy of the file, whatever the engine is. */
  fileCopy(size: Size): Promise<string>
  /** A new database without articles, only with PostgreSQL. */
  empty(): Promise<string>
  /** A new process that serves a database, with more of an environment than all have. It ends with the row. */
  start(url: string, more?: Record<string, string>): Promise<Server>
  /** A new process that sends one response to every request, or the body from a store file. It ends with the row. */
  baseline(kind: Baseline, constant: Constant, store?: { path: string; ready: string }): Promise<Server>
  endRow(): Promise<void>
  close(): Promise<void>
}

const scripts = {
  'node:http': 'baseline/node-http.ts',
  Fastify: 'baseline/fastify.ts',
  'node:http and SQLite': 'baseline/sqlite.ts',
  'node:http and pg': 'baseline/postgres.ts',
} as const

/**
 * @param tell receives a line about each long step
 * @param postgres the engine of its databases; absent = SQLite
 */
export function openLab(plan: Plan, cores: Cores | undefined, tell: (line: string) => void, postgres?: Postgres): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-bench-run-'))
  const program = makePackage(join(folder, 'package'))
  const files = new Map<Size, Promise<CorpusFile>>()
  const servers = new Map<Size, Promise<Server>>()
  const databases = new Map<Size, Promise<string>>()
  const ofRow: Server[] = []
  let started = 0
  let copied = 0

  async function start(of: Omit<Program, 'log'>): Promise<Server> {
    started += 1
    return startServer({ ...of, log: join(folder, `${started}.log`) }, cores)
  }

  function serve(url: string, more: Record<string, string> = {}): Promise<Server> {
    const env = (port: number) => ({ ...environmentOf(url, port), ...more })
    return start({ args: () => [program, 'serve'], env, ready: '/v1/articles' })
  }

  async function keep(server: Promise<Server>): Promise<Server> {
    ofRow.push(await server)
    return server
  }

  const lab: Lab = {
    plan,
    cores,
    folder,
    file: size => remember(files, size, () => corpusFile(plan[size], cores, tell)),
    offprint: size => remember(servers, size, async () => serve(await lab.database(size))),
    database: size =>
      remember(databases, size, async () => {
        const file = await lab.file(size)
        return postgres ? postgres.filled(file) : file.path
      }),
    async copy(size) {
      return postgres ? postgres.filled(await lab.file(size)) : lab.fileCopy(size)
    },
    async empty() {
      if (!postgres) throw new Error('only PostgreSQL has empty databases')
      return postgres.empty()
    },
    async fileCopy(size) {
      copied += 1
      const path = join(folder, `copy-${copied}.db`)
      await copyFile((await lab.file(size)).path, path, constants.COPYFILE_FICLONE)
      return path
    },
    start: (url, more) => keep(serve(url, more)),
    baseline(kind, constant, store) {
      const file = join(folder, `${started}.json`)
      writeFileSync(file, JSON.stringify(constant))
      const script = fileURLToPath(new URL(scripts[kind], import.meta.url))
      // Any path that its route takes, with something in the place of a parameter.
      const ready = store?.ready ?? constant.route.replaceAll(/:\w+/g, 'any')
      const args = (port: number) => [script, String(port), file, ...(store ? [store.path] : [])]
      return keep(start({ args, env: () => ({}), ready }))
    },
    async endRow() {
      await Promise.all(ofRow.splice(0).map(server => server.stop()))
    },
    async close() {
      await lab.endRow()
      await Promise.allSettled([...servers.values()].map(async server => (await server).stop()))
      await postgres?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return lab
}

function remember<Key, Value>(map: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const known = map.get(key) ?? make()
  map.set(key, known)
  return known
}
