import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { faultsIn } from './crash-check.ts'
import { type Editor, startEditor } from './crash-editor.ts'
import { type Server, serve } from './server.ts'

const secret = 'admin-key-of-this-test-0123456789'
const rounds = 50

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A WebSub hub that records which feeds changed. */
async function hub(t: Test): Promise<{ url: string; pings: string[] }> {
  const pings: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    pings.push(new URLSearchParams(body).get('hub.topic') ?? '')
    response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, pings }
}

/** A copy that sync keeps up to date across restarts of the server, with its token only. */
function createCopy() {
  const revisions = new Map<string, number>()
  let token: string | undefined
  return {
    revisions,
    async read(address: string): Promise<void> {
      for (let more = true; more; ) {
        const answer = await fetch(`${address}/v1/sync${token === undefined ? '' : `?token=${token}`}`)
        if (!answer.ok) throw new Error(await answer.text())
        const page = (await answer.json()) as {
          articles: { id: string; revision: number }[]
          token: string
          more: boolean
        }
        for (const { id, revision } of page.articles) revisions.set(id, revision)
        ;({ token, more } = page)
      }
    },
  }
}

async function everyImportIsOver(
  editor: Editor,
): Promise<{ state: string; items: number; counts: Record<string, number> }[]> {
  for (let round = 0; round < 300; round += 1) {
    const all = await Promise.all(
      [...editor.said.imports.keys()].map(async id =>
        JSON.parse(await editor.ask({ method: 'GET', path: `/v1/editorial/imports/${id}` })),
      ),
    )
    if (all.every(({ state }) => state === 'done' || state === 'failed')) return all
    await setTimeout(200)
  }
  throw new Error('an import does not end')
}

t.setTimeout(1_200_000)

t.test(
  `kill -9 during writes, publications and imports, ${rounds} times, loses and doubles nothing`,
  { timeout: 1_200_000 },
  async t => {
    const folder = t.testdir()
    const path = join(folder, 'offprint.db')
    const { url: hubUrl, pings } = await hub(t)
    const env = {
      DATABASE_URL: path,
      PUBLIC_URL: 'https://news.example.org',
      OFFPRINT_ADMIN_KEY: secret,
      WEBSUB_HUBS: hubUrl,
      RATE_LIMIT: 'none',
      KEY_RATE_LIMIT: 'none',
    }
    const random = seeded(20_261_122)
    const editor = startEditor(secret)
    const copy = createCopy()
    // All servers have the same public address, but each listens on its own port.
    const start = async (): Promise<{ server: Server; address: string }> => {
      const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
      return { server: await serve(t, [], { ...env, PORT: String(port) }), address: `http://127.0.0.1:${port}` }
    }
    let next = start()
    let busy = 0
    for (let round = 1; round <= rounds; round += 1) {
      const { server, address } = await next
      editor.at(address)
      // The next server opens the file before this one ends, and continues its work.
      next = start()
      // Waits for an amount of work, then a random time, so that slow machines do as much as fast ones.
      await (round % 2 === 0 ? editor.imported() : editor.answered(Math.floor(random() * 30)))
      await copy.read(address)
      await setTimeout(random() * 40)
      if (editor.waiting() > 0) busy += 1
      await server.stop('SIGKILL')
      t.strictSame(faultsIn(path, editor.said), [], `round ${round}`)
    }
    t.ok(busy > rounds / 2, `${busy} of ${rounds} servers were killed during a request`)
    const last = await next
    editor.at(last.address)
    await editor.stop()

    const jobs = await everyImportIsOver(editor)
    t.ok(jobs.length >= rounds / 2, `${jobs.length} imports`)
    for (const { state, items, counts } of jobs) {
      t.strictSame([state, items, counts['created'], counts['published']], ['done', 40, 40, 40])
    }
    t.strictSame(faultsIn(path, editor.said), [])
    const { articles, answers, imports } = editor.said
    t.comment(`${articles.size} articles, ${imports.size} imports, ${pings.length} pings`)

    for (const [key, { ask, body }] of answers) t.equal(await editor.ask(ask, key), body, `repeated: ${key}`)
    const db = new Sqlite(path)
    t.teardown(() => db.close())
    const total = articles.size + imports.size * 40
    t.equal(db.prepare('SELECT count(*) FROM article').pluck().get(), total, 'no article was created twice')
    t.equal(db.prepare('SELECT count(*) FROM job').pluck().get(), imports.size)

    await copy.read(last.address)
    const prints = db
      .prepare<[], { id: string; revision: number }>('SELECT article_id AS id, revision FROM print')
      .all()
    t.strictSame(copy.revisions, new Map(prints.map(({ id, revision }) => [id, revision])), 'the copy is complete')
    const lastChange = db.prepare('SELECT max(seq) FROM change').pluck().get()
    const isTold = () =>
      db.prepare("SELECT cursor FROM log_reader WHERE name = 'websub'").pluck().get() === lastChange &&
      db.prepare('SELECT count(*) FROM websub_ping').pluck().get() === 0
    for (let round = 0; round < 400 && !isTold(); round += 1) await setTimeout(200)
    t.ok(isTold(), 'the hub was notified of every change')
    t.ok(pings.includes('https://news.example.org/feeds/rss.xml'))
    t.equal(await last.server.stop(), 0)
    const left = readdirSync(`${path}-imports`)
    t.strictSame(
      left.filter(id => imports.has(id)),
      [],
      'no file of a finished import remains',
    )
  },
)
