import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'
import type { Outcome } from './upgrade-load.ts'

t.setTimeout(600_000)

const program = join(import.meta.dirname, 'upgrade-load.ts')
const prepare = 'ip link set lo up && echo 1 > /proc/sys/net/ipv4/tcp_migrate_req'
const inNetwork = (command: string, ...more: string[]) => ['-Urn', 'sh', '-c', command, ...more]
const noNetwork =
  spawnSync('unshare', inNetwork(prepare)).status === 0 ? false : 'needs the right to set net.ipv4.tcp_migrate_req'

t.test(
  'SIGUSR2 replaces the workers by those of the program on the disk, and no request fails',
  { skip: noNetwork, timeout: 600_000 },
  async t => {
    const run = inNetwork(`${prepare} && exec "$0" "$@"`, process.execPath, program, t.testdir())
    const child = spawn('unshare', run, { stdio: ['ignore', 'pipe', 'inherit'] })
    t.teardown(() => child.kill())
    const outcome = JSON.parse(await text(child.stdout)) as Outcome
    const [old, next, last] = outcome.workers
    t.strictSame(outcome.failures, [])
    t.comment(`${outcome.requests} requests, ${outcome.refused} refused because of load`)
    t.strictSame([next.length, next.filter(one => old.includes(one))], [2, []])
    t.strictSame(last, next, 'a program that cannot start replaces nothing')
    hasMembers(t, outcome, { starts: 2, code: 0 })
  },
)

t.test('SIGUSR2 does not stop a server without workers', async t => {
  const server = await serve(t, [], { DATABASE_URL: join(t.testdir(), 'offprint.db'), LOG_LEVEL: 'warn' })
  server.child.kill('SIGUSR2')
  while (!server.lines.some(line => line.includes('set WORKERS to 2 or more'))) await setTimeout(20)
  t.equal((await fetch(`${server.address}/health/live`)).status, 200)
  t.equal(await server.stop(), 0)
})
