import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { offprint } from '../cli/offprint.ts'
import { serve } from './server.ts'

const example = fileURLToPath(new URL('../../examples/webhook-receiver/receiver.ts', import.meta.url))
const port = '47113'

t.test('examples/webhook-receiver has 40 lines', async t => {
  t.equal(readFileSync(example, 'utf8').trimEnd().split('\n').length <= 41, true)
})

t.test('examples/webhook-receiver keeps a copy that equals the articles, and refuses forged requests', async t => {
  const folder = t.testdir()
  const env = {
    DATABASE_URL: join(folder, 'offprint.db'),
    OFFPRINT_ADMIN_KEY: 'webhook-receiver-test-key-0123456789',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  }
  const server = await serve(t, [], env)
  const created = await offprint(['webhook', 'create', `http://127.0.0.1:${port}/`], env)
  t.equal(created.code, 0, created.err)
  const secret = created.out.trim()
  const file = join(folder, 'copy.json')
  const start = async () => {
    const child = spawn(process.execPath, [example], {
      env: { OFFPRINT: server.address, SECRET: secret, PORT: port, COPY_FILE: file },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.teardown(() => child.kill())
    await once(child.stdout, 'data')
    return child
  }
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.address}/v1/editorial${path}`, {
      method,
      headers: { authorization: `Bearer ${env.OFFPRINT_ADMIN_KEY}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return { etag: response.headers.get('etag') ?? '', json: text === '' ? {} : JSON.parse(text) }
  }
  const publish = async (title: string) => {
    const made = await ask('POST', '/articles', { title, text: 'Words.' })
    await ask('POST', `/articles/${made.json.id}/publish`, {}, { 'if-match': made.etag })
    return made.json.id as string
  }
  const titles = () => {
    if (!existsSync(file)) return []
    const { articles } = JSON.parse(readFileSync(file, 'utf8'))
    return (Object.values(articles) as { title: string }[]).map(({ title }) => title).toSorted()
  }
  const until = async (wanted: readonly string[]) => {
    for (let round = 0; round < 600 && JSON.stringify(titles()) !== JSON.stringify(wanted); round += 1) {
      await setTimeout(50)
    }
    t.strictSame(titles(), wanted)
  }

  const first = await start()
  const one = await publish('One')
  await publish('Two')
  await until(['One', 'Two'])
  const forged = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })
  t.equal(forged.status, 401)
  first.kill()
  await once(first, 'exit')
  // Nobody receives these changes. The request after the restart brings them all.
  await publish('Three')
  await ask('POST', `/articles/${one}/unpublish`, {}, { 'if-match': '*' })
  await start()
  await publish('Four')
  await until(['Four', 'Three', 'Two'])
  const listed = await offprint(['webhook', 'list'], env)
  t.match(listed.out, /^[0-9a-f-]{36} {2}active {2}standard {2}http:\/\/127\.0\.0\.1/)
  await server.stop()
})
