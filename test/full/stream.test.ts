import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { openStream } from '../http/event-source.ts'
import { serve } from './server.ts'

const many = 5000

/** Resident memory of a process in MB; undefined if the system does not report it. */
function residentMb(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1024
  } catch {
    return undefined
  }
}

/** A plain connection to the stream, with the text that it received. */
async function listen(address: string): Promise<{ socket: Socket; text(): string }> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  socket.on('error', () => undefined)
  socket.write(`GET /v1/stream HTTP/1.1\r\nHost: x\r\n\r\n`)
  while (!text.includes('\nid: ')) await once(socket, 'data')
  return { socket, text: () => text }
}

test('GET /v1/stream: 5,000 streams of one process receive a change in bounded memory and end cleanly', async t => {
  const folder = t.testdir({ news: {} })
  const env = {
    DATABASE_URL: join(folder, 'offprint.db'),
    MAX_CONNECTIONS_PER_ADDRESS: '20000',
    MAX_STREAMS_PER_CLIENT: '10000',
  }
  const server = await serve(t, [], env)
  const before = residentMb(server.child.pid)
  const streams: Awaited<ReturnType<typeof listen>>[] = []
  while (streams.length < many) {
    streams.push(...(await Promise.all(Array.from({ length: 250 }, () => listen(server.address)))))
  }
  const opened = residentMb(server.child.pid)

  writeFileSync(join(folder, 'news/bridge.txt'), 'A Second Bridge\n\nThe council has said yes to it.\n')
  const heard = streams.map(async ({ socket, text }) => {
    while (!text().includes('event: article')) await once(socket, 'data')
  })
  const published = performance.now()
  const same = { ...env, PUBLIC_URL: server.address }
  t.equal((await offprint(['import', join(folder, 'news'), '--publish', '--undated', 'publish'], same)).code, 0)
  const committed = performance.now()
  await Promise.all(heard)
  const told = performance.now()
  const after = residentMb(server.child.pid)
  t.equal(
    (await fetch(`${server.address}/v1/articles/a-second-bridge`)).status,
    200,
    'the server answers other requests',
  )
  if (before !== undefined && opened !== undefined && after !== undefined) {
    const each = ((opened - before) * 1024) / many
    t.comment(
      `${before.toFixed(0)} MB before, ${opened.toFixed(0)} MB with ${many} streams (${each.toFixed(1)} kB each), ${after.toFixed(0)} MB after a change`,
    )
    t.ok(each < 64, 'each stream takes less than 64 kB')
    t.ok(after - opened < 100, 'the streams share the memory of a message')
  }
  t.comment(
    `all streams received it ${(told - committed).toFixed(0)} ms after an import of ${(committed - published).toFixed(0)} ms`,
  )

  const ended = Promise.all(streams.map(({ socket }) => once(socket, 'close')))
  t.equal(await server.stop('SIGTERM'), 0)
  await ended
})

test('GET /v1/stream: resumes without loss after the server is killed and restarted', async t => {
  const folder = t.testdir({ news: {} })
  const env = { DATABASE_URL: join(folder, 'offprint.db') }
  const first = await serve(t, [], env)
  // All servers have one address: another one would cause reprints, which the stream would send.
  const same = { ...env, PUBLIC_URL: first.address, PORT: new URL(first.address).port }
  const publish = async (name: string) => {
    writeFileSync(join(folder, `news/${name}.txt`), `The ${name}\n\nWords.\n`)
    t.equal((await offprint(['import', join(folder, 'news'), '--publish', '--undated', 'publish'], same)).code, 0)
  }
  const stream = await openStream(`${first.address}/v1/stream`)
  await stream.next()
  await publish('bridge')
  const [bridge] = await stream.take(1)
  await first.stop('SIGKILL')
  t.equal(await stream.next(), undefined)
  await publish('ferry')
  await publish('pier')
  const second = await serve(t, [], same)
  const again = await openStream(`${second.address}/v1/stream`, { 'last-event-id': bridge?.id ?? '' })
  const slugs = (await again.take(2)).map(({ data }) => Object(data).slug)
  t.strictSame(slugs, ['the-ferry', 'the-pier'])
  again.close()
})
