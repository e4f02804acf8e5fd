import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { random } from '../bench/corpus/random.ts'
import { openStream } from '../http/event-source.ts'
import { applied, type Replica } from '../http/replica.ts'
import { newsroom, type Read } from './newsroom.ts'

const many = 200
const orders = 600
const categories = ['Transport', 'Energy', 'Opera']

// It takes a minute on an idle machine.
t.setTimeout(600_000)

/** An app that keeps a copy of the results of a query. */
type App = { query: string; copy: Replica; pages: number; crashes: number }

function newApp(query: string): App {
  return { query, copy: { articles: new Map() }, pages: 0, crashes: 0 }
}

type Page = Parameters<typeof applied>[1]

/** One request to a random process for a page of random size; sometimes the app crashes before it stores the page. */
async function step(app: App, readers: readonly Read[], next: () => number): Promise<boolean> {
  const read = readers[Math.floor(next() * readers.length)] ?? unreachable()
  const size = `limit=${1 + Math.floor(next() * 60)}`
  const { token } = app.copy
  const path = token === undefined ? `/v1/sync?${app.query}&${size}` : `/v1/sync?token=${token}&${size}`
  const { status, body } = await read(path)
  if (status !== 200) throw new Error(`${path}: ${status} ${body}`)
  const page: Page = JSON.parse(body)
  app.pages += 1
  if (next() < 0.1) app.crashes += 1
  else app.copy = applied(app.copy, page)
  return page.more
}

/** The article of an event, without its cache groups, which only a stream has. */
function withoutGroups<T extends object>(data: T & { groups?: unknown }): T {
  const { groups: _, ...article } = data
  return article as T
}

function unreachable(): never {
  throw new Error('there is no process to ask')
}

/** The content of a copy: its articles by id and revision. */
function contents({ articles }: Replica): string[] {
  return [...articles.values()].map(article => JSON.stringify({ ...article, metadata: undefined })).sort()
}

async function walked(query: string, read: Read): Promise<string[]> {
  const app = newApp(query)
  while (await step(app, [read], () => 0.99));
  return contents(app.copy)
}

t.test('copies of apps that read from two processes and sometimes crash equal the server in the end', async t => {
  const next = random(7)
  const room = newsroom(t)
  const servers = [await room.open(), await room.open()]
  const readers = servers.map(({ read }) => read)
  const queries = ['', 'include=body', 'category=transport', 'category=energy,opera&include=keyTakeaways']
  const apps = queries.map(query => newApp(query))
  let isOver = false

  async function write(): Promise<void> {
    for (let turn = 0; turn < orders; turn += 1) {
      const articles = Array.from({ length: 1 + Math.floor(next() * 3) }, () => Math.floor(next() * many) + 1)
      await room.publish(
        ...[...new Set(articles)].map(number => ({
          number,
          title: `Article ${number}, turn ${turn}`,
          category: categories[Math.floor(next() * categories.length)] ?? '',
          ...(number > categories.length && next() < 0.2 && { isEnd: true }),
        })),
      )
    }
    isOver = true
  }

  /** A stream that disconnects repeatedly, resumes at a random process, and sends the same as sync. */
  async function follow(): Promise<Replica> {
    let copy: Replica = { articles: new Map() }
    for (let more = true; more; ) {
      const page: Page = JSON.parse(
        (await readers[0]?.(copy.token ? `/v1/sync?token=${copy.token}` : '/v1/sync'))?.body ?? '',
      )
      copy = applied(copy, page)
      more = page.more
    }
    while (!isOver) {
      const { port } = servers[Math.floor(next() * servers.length)] ?? unreachable()
      const stream = await openStream(`http://127.0.0.1:${port}/v1/stream`, { 'last-event-id': copy.token ?? '' })
      const told: Page = { articles: [], tombstones: [], token: '', more: false }
      for (let left = 1 + Math.floor(next() * 30); left > 0 && !isOver; left -= 1) {
        const block = await Promise.race([stream.next(), setTimeout(500)])
        if (!block) break
        if (block.event === 'article') told.articles.push(withoutGroups(block.data as Page['articles'][number]))
        if (block.event === 'tombstone') told.tombstones.push(block.data as Page['tombstones'][number])
        if (block.id === undefined) continue
        copy = applied(copy, { ...told, token: block.id })
        told.articles = []
        told.tombstones = []
      }
      stream.close()
    }
    return copy
  }

  // The slugs of filters must exist before apps begin.
  await room.publish(...categories.map((category, index) => ({ number: index + 1, title: 'First', category })))
  const listening = follow()
  await Promise.all([
    write(),
    ...apps.map(async app => {
      while (!isOver) if (!(await step(app, readers, next))) await setTimeout(5)
    }),
  ])
  const streamed = { ...newApp(''), copy: await listening }
  for (const app of [...apps, streamed]) {
    while (await step(app, readers, next));
    // An app may have crashed at its last page.
    while (await step(app, readers, () => 0.99));
    for (const read of readers) t.strictSame(contents(app.copy), await walked(app.query, read), `"${app.query}"`)
  }
  const [pages, crashes] = [
    apps.reduce((sum, app) => sum + app.pages, 0),
    apps.reduce((sum, app) => sum + app.crashes, 0),
  ]
  t.comment(`${pages} pages of which ${crashes} were lost; ${streamed.copy.articles.size} articles in the end`)
  t.ok(crashes > 10)
})
