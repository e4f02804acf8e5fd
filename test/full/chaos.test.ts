import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { postgresBinaries } from '../postgres/cluster.ts'

t.setTimeout(900_000)

const program = join(import.meta.dirname, '../chaos/run.ts')
const noPostgres = (await postgresBinaries()) === undefined ? 'PostgreSQL is not installed' : false

for (const { engine, processes, seed, skip } of [
  { engine: 'sqlite', processes: 2, seed: 1, skip: false },
  { engine: 'postgres', processes: 2, seed: 2, skip: noPostgres },
] as const) {
  t.test(`five rounds of disturbances lose and double nothing: ${engine}`, { timeout: 600_000, skip }, async t => {
    const args = ['--rounds', '5', '--seed', seed, '--processes', processes, '--engine', engine]
    const child = spawn(process.execPath, [program, ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill())
    const ended = once(child, 'exit')
    const output = await text(child.stdout)
    for (const line of output.trim().split('\n')) t.comment(line)
    t.strictSame(await ended, [0, null], output)
  })
}
