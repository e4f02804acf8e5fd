import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'

t.setTimeout(180_000)

const noProc = existsSync('/proc/self/task') ? false : 'this system has no /proc'
const root = join(import.meta.dirname, '../..')

/** All processes below one. */
function below(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number)
    .flatMap(child => [child, ...below(child)])
}

for (const args of [['start'], ['run', 'offprint', '--', 'serve'], ['run', 'dev']]) {
  t.test(`SIGTERM to npm ${args.join(' ')} ends the server and leaves no process`, { skip: noProc }, async t => {
    const npm = spawn('npm', args, {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: t.testdir(), DATABASE_URL: join(t.testdirName, 'x.db'), PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => npm.kill('SIGKILL'))
    const closed = once(npm, 'close')
    for await (const line of createInterface(npm.stdout)) if (line.startsWith('Offprint answers at')) break
    const pids = below(npm.pid ?? 0)
    t.ok(pids.length > 0)
    npm.kill('SIGTERM')
    t.strictSame(await closed, [0, null])
    t.strictSame(
      pids.filter(pid => existsSync(`/proc/${pid}`)),
      [],
    )
    t.notOk(existsSync(join(t.testdirName, 'x.db-wal')), 'the server closed its database')
  })
}
