import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { serve } from './server.ts'

const samples = fileURLToPath(new URL('../../examples/articles', import.meta.url))

test('serve: answers, ends cleanly on a signal, and a second start changes nothing', async t => {
  const env = { DATABASE_URL: join(t.testdir({}), 'offprint.db') }
  const first = await serve(t, [samples], env)
  t.equal(first.lines.filter(line => line.startsWith('created, published')).length, 4)
  const before = (await (await fetch(`${first.address}/v1/articles?include=body`)).json()) as { items: object[] }
  t.equal(before.items.length, 4)
  t.equal(await first.stop('SIGINT'), 0)
  const second = await serve(t, [samples], { ...env, PUBLIC_URL: first.address, PORT: new URL(first.address).port })
  t.match(second.lines[0], /: 4 unchanged, 0 problems$/)
  t.strictSame(await (await fetch(`${second.address}/v1/articles?include=body`)).json(), before)
  t.equal(await second.stop('SIGTERM'), 0)
})

test('serve: delivers an article at once after the command line publishes it', async t => {
  const folder = t.testdir({ news: {} })
  const env = { DATABASE_URL: join(folder, 'offprint.db') }
  const { address } = await serve(t, [], env)
  t.equal((await fetch(`${address}/v1/articles/a-second-bridge`)).status, 404)
  writeFileSync(join(folder, 'news/bridge.txt'), 'A Second Bridge\n\nThe council has said yes to it.\n')
  t.equal((await offprint(['import', join(folder, 'news'), '--publish', '--undated', 'publish'], env)).code, 0)
  const answer = await fetch(`${address}/v1/articles/a-second-bridge`)
  t.equal(answer.status, 200)
  t.equal(((await answer.json()) as { url: string }).url, `${address}/v1/articles/a-second-bridge`)
})

test('serve: reports an address that is in use', async t => {
  const folder = t.testdir({ news: {} })
  cpSync(samples, join(folder, 'news'), { recursive: true })
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const { code, err } = await offprint(['serve'], {
    DATABASE_URL: join(folder, 'offprint.db'),
    PORT: String(port),
    LOG_LEVEL: 'silent',
  })
  t.equal(code, 3)
  t.equal(
    err,
    `offprint: Cannot listen on 127.0.0.1:${port}: another program listens there.\nSet another address with HOST, PORT and METRICS_PORT. PORT=0 takes any free port.\n`,
  )
})
