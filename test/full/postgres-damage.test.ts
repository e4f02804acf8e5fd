import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { offprint } from '../cli/offprint.ts'
import { type Cluster, postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { serve } from './server.ts'

t.setTimeout(600_000)

const secret = 'admin-key-of-this-test-0123456789'
const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const cluster = await startCluster(t, binaries)
  t.test(
    'a body that PostgreSQL cannot read makes only its article unavailable, until it is published or repaired',
    t => damage(t, cluster),
  )
}

async function damage(t: Test, cluster: Cluster): Promise<void> {
  const url = await cluster.database()
  const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
  const address = `http://127.0.0.1:${port}`
  const env = { DATABASE_URL: url, PUBLIC_URL: address, PORT: String(port), OFFPRINT_ADMIN_KEY: secret }
  const before = await serve(t, [], env)
  // Only long texts that cannot be compressed are in the file that is damaged.
  const long = () => randomBytes(20_000).toString('base64')
  const texts = ['One.', long(), 'Three.', long()]
  const ids: string[] = []
  for (const [at, text] of texts.entries()) {
    const { body } = await ask(address, '/v1/editorial/articles', { title: `Article ${at + 1}`, text })
    ids.push(body.id)
    const published = await ask(address, `/v1/editorial/articles/${body.id}/publish`, {})
    t.equal(published.status, 200)
  }
  await before.stop()
  await zeroBodies(url, cluster)

  const { stop } = await serve(t, [], env)
  const [, id = '', , other = ''] = ids
  const read = async () => (await ask(address, `/v1/articles/${id}`)).body.code
  const titles = (articles: { title: string }[]) => articles.map(({ title }) => title).sort()
  t.equal(await read(), 'print-damaged')
  t.equal((await ask(address, '/v1/articles/article-2')).body.code, 'print-damaged')
  t.equal((await ask(address, '/v1/articles/article-1')).status, 200)
  t.strictSame(titles((await ask(address, '/v1/articles?include=body')).body.items), ['Article 1', 'Article 3'])
  t.equal((await ask(address, '/v1/articles')).body.items.length, 4, 'a list without bodies has them')
  const walk = (await ask(address, '/v1/sync?include=body')).body
  t.strictSame(titles(walk.articles), ['Article 1', 'Article 3'])
  t.strictSame([walk.unavailable.map((one: { id: string }) => one.id).sort(), walk.more], [[id, other].sort(), false])
  const readiness = async () => (await ask(address, '/health/ready')).body
  const degraded = (count: number) => ({
    status: 'degraded',
    parts: [{ name: 'prints', detail: `Damaged articles: ${count}. The log names them.` }],
  })
  t.strictSame(await readiness(), degraded(2))

  const batch = await ask(address, '/v1/editorial/articles:batch', [
    { type: 'edit', id, body: { summary: 'Again.' } },
    { type: 'publish', id },
    { type: 'publish', externalId: 'nothing' },
  ])
  const statuses = batch.body.items.map(({ status }: { status: number }) => status)
  t.strictSame(statuses, [200, 200, 404])
  t.equal(await read(), undefined, 'publishing it again repairs it')
  t.strictSame(await readiness(), degraded(1))

  const { code, out } = await offprint(['check', '--repair', '--json'], env)
  const { problems } = JSON.parse(out)
  t.strictSame(
    [code, problems.map(({ articleId, repaired }: Record<string, unknown>) => [articleId, repaired])],
    [0, [[other, true]]],
  )
  t.strictSame(await readiness(), { status: 'ok' })
  const next = (await ask(address, `/v1/sync?token=${walk.token}&include=body`)).body
  t.strictSame([titles(next.articles), next.unavailable], [['Article 2', 'Article 4'], undefined])
  await stop()
}

/** Fills the file with the long bodies with zeros while the database does not run. */
async function zeroBodies(url: string, cluster: Cluster): Promise<void> {
  const client = await openClient({ url, connectMs: 5000, queryMs: 30_000 })
  await client.query({ text: 'CHECKPOINT' })
  const { rows } = await client.query({
    text: `SELECT current_setting('data_directory'), pg_relation_filepath(reltoastrelid) FROM pg_class WHERE oid = 'print_body'::regclass`,
  })
  await client.close()
  await cluster.kill()
  const file = join(...(rows[0] as string[]))
  writeFileSync(file, Buffer.alloc(readFileSync(file).length))
  await cluster.start()
}

async function ask(address: string, path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      ...(path.startsWith('/v1/editorial') && { authorization: `Bearer ${secret}`, 'if-match': '*' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
