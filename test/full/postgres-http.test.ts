import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

t.setTimeout(3_600_000)

/** Tests of the HTTP interface that run on PostgreSQL, too: delivery, sync, stream, editing and imports. */
const usual = [
  'http/article',
  'http/articles',
  'http/damage',
  'http/row-damage',
  'http/sync',
  'http/stream',
  'http/editorial/article',
  'http/editorial/transition',
  'http/editorial/batch',
  'http/editorial/history',
  'http/editorial/idempotency',
  'http/editorial/import-retry',
]
/** Others can be named as arguments. */
const files = process.argv.length > 2 ? process.argv.slice(2) : usual

const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const cluster = await startCluster(t, binaries)
  const server = await cluster.database()
  t.jobs = 2
  const halves = [0, 1].map(half => files.filter((_, at) => at % 2 === half))
  for (const some of halves.filter(({ length }) => length > 0)) {
    t.test(`these tests pass on PostgreSQL: ${some.join(', ')}`, async t => {
      const { code, output } = await run(some, server)
      const failed = output.slice(Math.max(0, output.search(/^ *not ok/m)), 40_000)
      t.equal(code, 0, failed)
    })
  }
}

async function run(files: readonly string[], server: string): Promise<{ code: number | null; output: string }> {
  const script = fileURLToPath(new URL('postgres-http-files.ts', import.meta.url))
  const child = spawn(process.execPath, [script, ...files], {
    env: { ...process.env, TEST_POSTGRES_URL: server, TAP_TIMEOUT: '600' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: Buffer.concat(chunks).toString() }
}
