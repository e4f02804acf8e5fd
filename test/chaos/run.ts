import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { type ChaosOptions, runChaos } from './chaos.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    processes: { type: 'string', default: '2' },
    engine: { type: 'string', default: 'sqlite' },
    /** The mounted disk: this process is the one that may mount. */
    disk: { type: 'string' },
  },
})

const mount = 'mkdir -p "$0" && mount -t tmpfs -o size=256m none "$0" && exec "$@"'

/** Starts this program again where it may mount a small disk; undefined = not allowed. */
async function onSmallDisk(folder: string): Promise<number | undefined> {
  const disk = join(folder, 'disk')
  const inside = (command: string, ...more: string[]) => ['-Urm', 'sh', '-c', command, disk, ...more]
  if (spawnSync('unshare', inside(mount, 'true')).status !== 0) return undefined
  const program = [
    process.execPath,
    import.meta.filename,
    ...process.argv.slice(2),
    '--disk',
    disk,
    '--seed',
    values.seed,
  ]
  const child = spawn('unshare', inside(mount, ...program), { stdio: 'inherit' })
  return new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
}

async function run(store: ChaosOptions['store'], teardown: (work: () => unknown) => void): Promise<number> {
  const [seed, rounds, processes] = [Number(values.seed), Number(values.rounds), Number(values.processes)]
  const report = (line: string) => void process.stdout.write(`${line}\n`)
  report(`npm run chaos -- --rounds ${rounds} --seed ${seed} --processes ${processes} --engine ${store.engine}`)
  if (store.engine === 'sqlite' && !store.isSmallDisk) report('without a full disk: mounting is not allowed here')
  const faults = await runChaos({ teardown }, { seed, rounds, processes, store, report })
  for (const fault of faults) report(fault)
  return faults.length === 0 ? 0 : 1
}

const ends: (() => unknown)[] = []
const teardown = (work: () => unknown) => void ends.unshift(work)
const folder = mkdtempSync(join(tmpdir(), 'offprint-chaos-'))
ends.push(() => rmSync(folder, { recursive: true, force: true }))
try {
  if (values.engine === 'postgres') {
    const binaries = await postgresBinaries()
    if (binaries === undefined) throw new Error('PostgreSQL is not installed')
    const cluster = await startCluster({ teardown }, binaries)
    const restart = async () => {
      await cluster.kill()
      await cluster.start()
    }
    process.exitCode = await run({ engine: 'postgres', url: await cluster.database(), restart }, teardown)
  } else if (values.disk !== undefined) {
    process.exitCode = await run({ engine: 'sqlite', folder: values.disk, isSmallDisk: true }, teardown)
  } else {
    const store = { engine: 'sqlite', folder: join(folder, 'store'), isSmallDisk: false } as const
    mkdirSync(store.folder)
    process.exitCode = (await onSmallDisk(folder)) ?? (await run(store, teardown))
  }
} finally {
  for (const end of ends) await end()
}
