import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { type Cluster, postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { program } from '../program.ts'
import { serve } from './server.ts'

t.setTimeout(1_800_000)

/** Articles to copy. `ARTICLES=20000` takes minutes. */
const articles = Number(process.env['ARTICLES'] ?? 2000)
const secret = 'admin-key-of-this-test-0123456789'
const times = { connectMs: 5000, queryMs: 30_000 }

const binaries = await postgresBinaries()
if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const cluster = await startCluster(t, binaries)
  t.test('a store moves to PostgreSQL and back, and clients continue as if it had not moved', t => move(t, cluster))
}

/** An archive of small articles with terms, takeaways and links. */
async function writeArchive(path: string): Promise<void> {
  const file = createWriteStream(path)
  for (let number = 1; number <= articles; number += 1) {
    const day = new Date(Date.UTC(2014, 0, 1) + number * 3_600_000).toISOString()
    const line = {
      title: `Harbour report ${number}`,
      slug: `report-${number}`,
      summary: `Ferry ${number} is late. ÄÖ 渡輪 🛳`,
      keyTakeaways: [`Ferry ${number} needs repair.`],
      metadata: {
        language: number % 7 === 0 ? 'de' : 'en',
        category: `Quay ${number % 20}`,
        tags: ['Harbour', `Berth ${number % 300}`],
        authors: [`Writer ${number % 50}`],
        publishedAt: `${day.slice(0, 19)}Z`,
        views: number % 100,
      },
      sections: [
        { blocks: [{ type: 'paragraph', content: [{ text: `Report ${number} from quay ${number % 20}.` }] }] },
      ],
    }
    if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}

type Settings = Record<string, string>

async function move(t: Test, cluster: Cluster): Promise<void> {
  const folder = t.testdir()
  const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
  const settings = (databaseUrl: string): Settings => ({
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'https://news.example.org',
    PORT: String(port),
    OFFPRINT_ADMIN_KEY: secret,
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: 'none',
  })
  const from = settings(join(folder, 'from.db'))
  const moved = settings(await cluster.database())
  const back = settings(join(folder, 'back.db'))
  const archive = join(folder, 'in.ndjson')
  await writeArchive(archive)
  hasMembers(t, await offprint(['import', archive, '--publish', '--json'], from), { code: 0 })
  const server = await serve(t, [], from)
  await publish(port, 'Before the move')
  const token = await walk(port)
  const tagged = await ask(port, 'GET', '/v1/articles/report-1')
  const list = await ask(port, 'GET', '/v1/articles?limit=3')
  const cursor = list.body.page.next

  // The first copy is killed in the middle. Nothing is written until the second one has finished.
  const refused = { is: true }
  const outcomes: string[] = []
  const writing = (async () => {
    while (refused.is) {
      const written = await ask(port, 'POST', '/v1/editorial/articles', { title: 'Meanwhile', text: 'No.' })
      const read = await ask(port, 'GET', '/v1/articles/report-2')
      outcomes.push(`${written.status} ${written.body.code} ${read.status}`)
      await setTimeout(20)
    }
  })()
  await killInTheMiddle(from, moved['DATABASE_URL'] ?? '')
  const to = moved['DATABASE_URL'] ?? ''
  const second = await offprint(['copy', '--to', to, '--keep-read-only'], from)
  refused.is = false
  await writing
  // The first writes may have come before the copy.
  const drafts = outcomes.filter(one => one === '201 undefined 200').length
  t.strictSame([...new Set(outcomes)].slice(drafts > 0 ? 1 : 0), ['503 store-busy 200'])
  const published = articles + 1
  const summary = `${published + drafts} articles, ${published} published, last change ${published}; verified\n`
  t.strictSame(second, {
    code: 0,
    out: `${to}: ${summary}`,
    err: 'DATABASE_URL stays read-only until "offprint copy --release".\n',
  })
  hasMembers(t, await offprint(['copy', '--to', to], from), {
    code: 3,
    err: /^offprint: The target of a copy must be a new or empty database\.\n/,
  })
  const foreign = await cluster.database()
  const client = await openClient({ url: foreign, ...times })
  await client.query({ text: 'CREATE TABLE a (b int)' })
  await client.close()
  await server.stop()
  hasMembers(t, await offprint(['copy', '--release'], from), { code: 0 })
  hasMembers(t, await offprint(['copy', '--to', foreign], from), {
    code: 3,
    err: /^offprint: The database belongs to another program\./,
  })

  const file = back['DATABASE_URL'] ?? ''
  hasMembers(t, await offprint(['copy', '--to', file], moved), { code: 0, out: `${file}: ${summary}` })
  const exported: Buffer[] = []
  for (const [name, env] of Object.entries({ from, moved, back })) {
    const out = join(folder, `${name}.ndjson`)
    hasMembers(t, await offprint(['export', out], env), { code: 0 })
    exported.push(readFileSync(out))
  }
  const [first = Buffer.alloc(0), ...others] = exported
  t.strictSame(
    others.map(one => first.equals(one)),
    [true, true],
    'the exports are equal byte for byte',
  )

  for (const env of [moved, back]) {
    const next = await serve(t, [], env)
    const again = await ask(port, 'GET', '/v1/articles/report-1', undefined, {
      'if-none-match': tagged.headers.get('etag') ?? '',
    })
    t.equal(again.status, 304, 'an ETag stays valid')
    const page = await ask(port, 'GET', `/v1/articles?cursor=${cursor}`)
    t.strictSame(
      page.body.items.map(({ slug }: { slug: string }) => slug),
      [2, 3, 4].map(place => `report-${articles - place}`),
      'a cursor continues',
    )
    hasMembers(t, await sync(port, token), { articles: [], tombstones: [], more: false })
    const slug = await publish(port, 'After the move')
    const after = await sync(port, token)
    t.strictSame(
      after.articles.map((article: { slug: string }) => article.slug),
      [slug],
      'a sync client receives what came later, and nothing else',
    )
    await next.stop()
  }
}

/** Starts a copy, and kills it when it has copied some of the articles. */
async function killInTheMiddle(env: Settings, to: string): Promise<void> {
  const child = spawn(process.execPath, [program, 'copy', '--to', to], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const client = await openClient({ url: to, ...times })
  const text = `SELECT progress::json ->> 'step' FROM store_copy`
  const step = async () => Number((await client.query({ text }).catch(() => undefined))?.rows[0]?.[0] ?? 0)
  while (child.exitCode === null && (await step()) < 5) await setTimeout(5)
  if (child.exitCode !== null) throw new Error('the copy ended before it could be killed')
  child.kill('SIGKILL')
  await ended
  await client.close()
}

async function ask(port: number, method: string, path: string, body?: unknown, headers = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}

async function publish(port: number, title: string): Promise<string> {
  const { body, headers } = await ask(port, 'POST', '/v1/editorial/articles', { title, text: `${title}.` })
  const path = `/v1/editorial/articles/${body.id}/publish`
  const { status } = await ask(port, 'POST', path, undefined, { 'if-match': headers.get('etag') ?? '' })
  if (status !== 200) throw new Error(`publish: ${status}`)
  return body.slug
}

async function sync(port: number, token: string) {
  return (await ask(port, 'GET', `/v1/sync?token=${token}`)).body
}

/** Reads all articles. Returns the token of the next change. */
async function walk(port: number): Promise<string> {
  let { body } = await ask(port, 'GET', '/v1/sync?limit=100')
  while (body.more) body = (await ask(port, 'GET', `/v1/sync?token=${body.token}&limit=100`)).body
  return body.token
}
