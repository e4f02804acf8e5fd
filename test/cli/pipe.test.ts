import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'tap'
import { program } from '../program.ts'
import { offprint } from './offprint.ts'

test('a command exits with 0 when the reader of its output, such as head, stops early', async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db') }
  const sample = 'examples/articles/how-the-tide-clock-came-back.txt'
  t.equal((await offprint(['import', sample, '--publish'], env)).code, 0)
  for (const command of ['openapi', 'source how-the-tide-clock-came-back', 'export -', '--help']) {
    const child = spawn(process.execPath, [program, ...command.split(' ')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.destroy()
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
    t.strictSame([command, code, err], [command, 0, ''])
  }
})
