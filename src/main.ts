import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { uuidv7 } from 'uuidv7'
import { startReprinting } from './change/leased/reprint.ts'
import { startPinging } from './change/leased/websub.ts'
import { run } from './cli/program.ts'
import type { Listening, Shell } from './cli/shell.ts'
import { type Config, parseConfig } from './config.ts'
import { AppError } from './domain/error.ts'
import { createPrinter } from './domain/print.ts'
import type { Site } from './domain/site.ts'
import type { Store } from './domain/store/store.ts'
import { startImporting } from './editorial/import-queue.ts'
import { ensureAdminKey } from './editorial/key.ts'
import { startScheduling } from './editorial/schedule.ts'
import { reservePort } from './http/reserve-port.ts'
import { importFolder, migrateStore, openStore } from './store/open.ts'
import { createWorkerPool } from './worker/pool.ts'

/** The command line: reads the process, wires the parts, runs one command. */
export async function main(process: NodeJS.Process): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), version(), createShell(process))
}

function createShell(process: NodeJS.Process): Shell {
  const { stdout, stderr } = process
  const clock = () => new Date()
  const newId = () => uuidv7()
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  return {
    out: line => void stdout.write(`${line}\n`),
    write: bytes =>
      new Promise((resolve, reject) => {
        stdout.write(bytes, error => (error ? reject(error) : resolve()))
      }),
    err: line => void stderr.write(`${line}\n`),
    redraw: stderr.isTTY ? text => void stderr.write(`\r\u001b[K${text}`) : undefined,
    config: () => parseConfig(process.env),
    reservePort,
    clock,
    newId,
    openStore: ({ databaseUrl }, site, waiting) =>
      openStore({ url: databaseUrl, printer: createPrinter(site, digest), newId, clock, waiting }),
    migrateStore,
    listen: (config, site, store, assets) => listen(config, site, store, { clock, newId, stdout, assets }),
    openapi: async () => (await import('./app.ts')).openapiText(),
  }
}

type Surroundings = {
  clock: () => Date
  newId: () => string
  stdout: NodeJS.WriteStream
  assets: string | undefined
}

async function listen(
  config: Config,
  site: Site,
  store: Store,
  { clock, newId, stdout, assets }: Surroundings,
): Promise<Listening> {
  const { corsOrigins, publicRead, traffic, cache, cacheBytes, limits, timeouts, streams, host, port } = config
  const uploads = { folder: importFolder(config.databaseUrl), maxBytes: limits.uploadBytes }
  if (config.adminKey !== undefined) await ensureAdminKey(config.adminKey, { store, clock, newId })
  // Only a server needs the HTTP half; the other commands start in half the time without it.
  const { buildApp } = await import('./app.ts')
  const logger = { level: config.logLevel, stream: stdout }
  const app = await buildApp({
    store,
    site,
    clock,
    newId,
    corsOrigins,
    publicRead,
    ...traffic,
    processes: 1,
    cache,
    cacheBytes,
    limits,
    timeouts,
    streams,
    uploads,
    logger,
    assets,
  })
  await app.listen({ host, port }).catch(cause => {
    throw new AppError('address-unusable', `Cannot listen on ${host}:${port}: ${reason(cause)}.`, {
      hint: 'Choose another with HOST and PORT; PORT=0 takes any free one.',
      cause,
    })
  })
  const reprinting = startReprinting({ store, clock }, error => app.log.error(error))
  const scheduling = startScheduling({ store, clock }, error => app.log.error(error))
  const pool = createWorkerPool({ databaseUrl: config.databaseUrl, site, folder: uploads.folder }, error =>
    app.log.error(error),
  )
  const importing = startImporting(
    { store, clock, folder: uploads.folder, owner: newId(), run: pool.runImport },
    error => app.log.error(error),
  )
  const pinging = site.hubs ? startPinging({ store, site, clock }, error => app.log.error(error)) : undefined
  const stopped = new Promise<void>(resolve => {
    closeWithGrace({ delay: timeouts.closeMs, logger: app.log }, async ({ err }) => {
      if (err) app.log.fatal(err)
      await app.close()
      await reprinting.stop()
      await scheduling.stop()
      await importing.stop()
      await pool.close()
      await pinging?.stop()
      await store.close()
      resolve()
    })
  })
  return { address: site.publicUrl, stopped }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') return 'something else listens there'
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return 'this machine has no such address'
  return String(code ?? cause)
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
