import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { program } from '../program.ts'

t.setTimeout(300_000)

const secret = 'admin-key-of-this-test-0123456789'
const authorization = `Bearer ${secret}`
const articles = 1500
const nothingWritten = 'The disk is full: nothing can be written.'
const nothingImported = 'The disk of uploads or temporary files is full: nothing can be imported.'
const mount = 'mount -t tmpfs -o size=100m none "$0"'
const inside = (command: string, ...more: string[]) => ['-Urm', 'sh', '-c', command, ...more]
const noMount =
  spawnSync('unshare', inside(mount, '/mnt')).status === 0 ? false : 'needs the right to mount a file system'

/**
 * A server on a small disk that is almost full until the filler is removed.
 *
 * @param filler bytes of 104,857,600 that are taken
 * @param only the files on that disk: everything, or temporary files
 */
async function onSmallDisk(t: Test, filler: number, only: 'everything' | 'temporary') {
  const folder = t.testdir({ disk: {}, other: {} })
  const disk = join(folder, 'disk')
  const command = `${mount} && head -c ${filler} /dev/zero > "$0/filler"; exec "$@"`
  const child = spawn('unshare', inside(command, disk, process.execPath, program, 'serve'), {
    env: {
      DATABASE_URL: join(only === 'everything' ? disk : join(folder, 'other'), 'x.db'),
      ...(only === 'temporary' && { TMPDIR: disk }),
      OFFPRINT_ADMIN_KEY: secret,
      KEY_RATE_LIMIT: 'none',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const address = await new Promise<string>(resolve => {
    createInterface(child.stdout).on('line', line => {
      lines.push(line)
      const found = /^Offprint answers at (\S+)$/.exec(line)?.[1]
      if (found) resolve(found)
    })
  })
  const makeRoom = () => rmSync(join(`/proc/${child.pid}/root`, disk, 'filler'))
  return { address, makeRoom, lines }
}

type Body = {
  id: string
  status: string
  code: string
  state: string
  items: unknown
  parts?: { name: string; detail: string }[]
}

async function ask(url: string, body?: string, type = 'application/json') {
  const method = body === undefined ? 'GET' : 'POST'
  const headers = { authorization, ...(body !== undefined && { 'content-type': type }) }
  const answer = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: (await answer.json()) as Body }
}

async function until<Found>(look: () => Promise<Found>, isEnd: (found: Found) => boolean): Promise<Found> {
  for (let round = 0; round < 600; round += 1) {
    const found = await look()
    if (isEnd(found)) return found
    await setTimeout(200)
  }
  throw new Error('it did not come to that')
}

t.test(
  'when the disk of temporary files is full, readiness is degraded and writes succeed',
  { skip: noMount },
  async t => {
    const { address, makeRoom } = await onSmallDisk(t, 200_000_000, 'temporary')
    const ready = () => ask(`${address}/health/ready`)
    const { status, body } = await ready()
    t.strictSame([status, body.status, body.parts], [200, 'degraded', [{ name: 'disk', detail: nothingImported }]])
    t.equal(
      (await ask(`${address}/v1/editorial/articles`, JSON.stringify({ title: 'Boats', text: 'Two.' }))).status,
      201,
    )
    makeRoom()
    t.strictSame((await ready()).body, { status: 'ok' })
  },
)

t.test(
  'when the disk is full, writes return 507, reads succeed, and a running import waits and resumes',
  { skip: noMount },
  async t => {
    const { address, makeRoom, lines } = await onSmallDisk(t, 88_000_000, 'everything')
    const ready = () => ask(`${address}/health/ready`)
    t.strictSame((await ready()).body, { status: 'ok' })

    const words = 'Nothing but words. '.repeat(300)
    const source = Array.from({ length: articles }, (_, at) =>
      JSON.stringify({ externalId: `a${at}`, title: `Article ${at}`, text: words }),
    ).join('\n')
    const started = await ask(
      `${address}/v1/editorial/imports?name=a.ndjson&publish=true&undated=publish`,
      source,
      'application/x-ndjson',
    )
    t.equal(started.status, 202)
    const job = () => ask(`${address}/v1/editorial/imports/${started.body.id}`)
    const full = await until(ready, ({ body }) => body.parts?.[0]?.detail === nothingWritten)
    t.strictSame(
      [full.status, full.body],
      [200, { status: 'degraded', parts: [{ name: 'disk', detail: nothingWritten }] }],
    )

    const large = JSON.stringify({ title: 'Large', text: words.repeat(100) })
    const refused = await until(
      () => ask(`${address}/v1/editorial/articles`, large),
      ({ status }) => status !== 201,
    )
    t.strictSame([refused.status, refused.retryAfter, refused.body.code], [507, '30', 'store-full'])
    const list = await ask(`${address}/v1/articles`)
    t.equal(list.status, 200)
    t.strictNotSame(list.body.items, [], 'the imported articles are delivered')
    const waiting = (await job()).body
    t.ok(['waiting', 'running'].includes(waiting.state), `the import is ${waiting.state}`)
    t.ok(Number(waiting.items) < articles)

    makeRoom()
    const { body } = await until(job, found => !['waiting', 'running'].includes(found.body.state))
    hasMembers(t, body, {
      state: 'done',
      items: articles,
      counts: { created: articles, published: articles, problem: 0 },
    })
    t.strictSame((await until(ready, found => found.body.status === 'ok')).status, 200)
    const told = lines.filter(line => line.includes('The disk is full'))
    t.ok(told.length > 0 && told.length < 50, `the log reports it ${told.length} times`)
  },
)
