import cluster from 'node:cluster'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { uuidv7 } from 'uuidv7'
import { claimEpoch } from './change/leased/epoch.ts'
import { isClosedPipe, run } from './cli/program.ts'
import type { Listening, Shell } from './cli/shell.ts'
import { type Config, parseConfig } from './config.ts'
import type { Site } from './domain/address/site.ts'
import { createPrinter } from './domain/print/print.ts'
import { ensureAdminKey } from './editorial/key/admin.ts'
import { isListening } from './http/server/listening.ts'
import { reservePort } from './http/server/reserve-port.ts'
import { type Runtime, requireFreeAddress, type ServerParts, startHttpServer } from './main/http-server.ts'
import { startJobs } from './main/jobs.ts'
import { runServerProcess } from './main/server-process.ts'
import { type Supervisor, startSupervisor } from './main/supervisor.ts'
import { migrateStore, openStore } from './store/open.ts'
import { createThread } from './thread/pool.ts'

/** Entry point of the command line: wires the parts and runs one command. */
export async function main(process: NodeJS.Process): Promise<void> {
  const shell = createShell(process)
  if (cluster.isWorker) {
    const openStore = (config: Config, site: Site) => shell.openStore(config, site, 'async')
    return runServerProcess(process, openStore, { ...shell, stdout: process.stdout })
  }
  process.exitCode = await run(process.argv.slice(2), version(), shell)
}

function createShell(process: NodeJS.Process): Shell {
  const { stdout, stderr } = process
  const clock = () => new Date()
  const newId = () => uuidv7()
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  stdout.on('error', error => {
    if (!isClosedPipe(error)) throw error
  })
  return {
    out: line => void stdout.write(`${line}\n`),
    write: bytes =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, error => (error ? reject(error) : resolve()))
      }),
    err: line => void stderr.write(`${line}\n`),
    redraw: stderr.isTTY ? text => void stderr.write(`\r\u001b[K${text}`) : undefined,
    config: () => parseConfig(process.env),
    reservePort: config => reservePort(config),
    clock,
    newId,
    openStore: ({ databaseUrl }, site, waiting) =>
      openStore({ url: databaseUrl, printer: createPrinter(site, digest), newId, clock, waiting }),
    migrateStore,
    listen: (config, site, store, assets) => listen({ config, site, store, assets }, { clock, newId, stdout }),
    openThread: failed => createThread('folder', { keep: true, failed }),
    openapi: async () => (await import('./main/openapi.ts')).openapiText(),
  }
}

/** Starts the server in this process or in several, and the background jobs in this one. */
async function listen(parts: ServerParts, runtime: Runtime): Promise<Listening> {
  const { config, site, store } = parts
  const { workers, timeouts } = config
  if (config.adminKey !== undefined) await ensureAdminKey(config.adminKey, { store, ...runtime })
  const app = workers === 1 ? await startHttpServer(parts, runtime) : await startWorkers(parts, runtime)
  // Only a server that is ready may cause a reprint of all articles.
  await claimEpoch({
    store,
    clock: runtime.clock,
    publicUrl: site.publicUrl,
    isDerived: !config.publicUrl,
    isListening,
  })
  const jobs = startJobs(parts, runtime, app.log)
  const stopped = new Promise<void>(resolve => {
    closeWithGrace(
      { delay: timeouts.closeMs + (workers === 1 ? 0 : 2 * closeMarginMs), logger: app.log },
      async ({ err }) => {
        if (err) app.log.fatal(err)
        try {
          await app.close()
        } finally {
          await jobs.stop()
          await store.close()
        }
        resolve()
      },
    )
  })
  return { address: site.publicUrl, stopped }
}

async function startWorkers({ config, site, assets }: ServerParts, { stdout }: Runtime): Promise<Supervisor> {
  await requireFreeAddress(config)
  const { createLog } = await import('./http/server/log.ts')
  const log = createLog({ level: config.logLevel, stream: stdout })
  return startSupervisor({
    task: { is: 'serve', config, site, assets },
    closeMs: config.timeouts.closeMs + closeMarginMs,
    log,
  })
}

/** Milliseconds that the primary waits longer than the close timeout of its workers. */
const closeMarginMs = 500

function version(): string {
  const text = readFileSync(new URL(import.meta.resolve('offprint/package.json')), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
