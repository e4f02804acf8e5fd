import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { numberedId } from '../domain/sample.ts'
import { type Answer, type Newsroom, newsroom, type Read } from './newsroom.ts'

const pairs = Number(process.env['PAIRS'] ?? 10_000)
const lanes = 32

// It takes half a minute on an idle machine.
t.setTimeout(900_000)

/** Paths of responses that contain the title of an article. */
const forms: ((number: number) => string)[] = [
  number => `/v1/articles/article-${number}`,
  number => `/v1/articles/${numberedId(number)}?fields=title`,
  number => `/v1/articles/article-${number}.md`,
  number => `/v1/articles?ids=${numberedId(number)}`,
  number => `/v1/articles/article-${number}.html`,
]

t.test(
  `after each of ${pairs} commits of one process, two others deliver the new print`,
  { timeout: 600_000 },
  async t => {
    const room = newsroom(t)
    const readers = [(await room.open()).read, (await room.open()).read]
    const stale: string[] = []
    let [done, hits] = [0, 0]

    /** Reads from a process right after a commit: first with the old ETag, then from memory. */
    async function check(read: Read, path: string, title: string, known: Map<string, string>): Promise<void> {
      const tag = known.get(path)
      const first = await read(path, tag === undefined ? {} : { 'if-none-match': tag })
      const again = await read(path)
      const etag = String(first.headers.etag)
      const same = await read(path, { 'if-none-match': `"other", ${etag}`, 'cache-control': 'no-cache' })
      const isFresh = first.status === 200 && first.body.includes(title) && again.body === first.body
      if (!isFresh || again.headers.etag !== etag || same.status !== 304) {
        stale.push(`${title}: ${first.status} ${again.status} ${same.status} ${path} ${first.body.slice(0, 300)}`)
      }
      known.set(path, etag)
      hits += 2
    }

    const started = performance.now()
    await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        const known = readers.map(() => new Map<string, string>())
        for (let round = 0; done < pairs && stale.length === 0; round += 1) {
          done += 1
          const title = `Article ${lane} in edition ${round} now`
          await room.publish({ number: lane + 1, title })
          const path = forms[Math.floor(round / 3) % forms.length]?.(lane + 1) ?? ''
          await Promise.all(readers.map((read, at) => check(read, path, title, known[at] ?? new Map())))
        }
      }),
    )
    const seconds = (performance.now() - started) / 1000
    t.comment(`${done} commits, ${hits * readers.length} reads from memory after them, ${seconds.toFixed(1)} s`)
    t.strictSame(stale, [])
    t.ok(done >= pairs)
  },
)

const many = 2000
const hot = 40

/** Fills the store with articles of one category. */
async function fill({ publish }: Newsroom): Promise<void> {
  for (let from = 1; from <= many; from += 250) {
    const numbers = Array.from({ length: 250 }, (_, index) => from + index)
    await publish(...numbers.map(number => ({ number, title: `Article ${number}`, category: 'Transport' })))
  }
}

type Delivered = { revision: number; canonicalUrl: string; category: string }

function delivered({ status, body }: Answer): Delivered {
  if (status !== 200) throw new Error(`${status}: ${body}`)
  const { revision, metadata } = JSON.parse(body)
  return { revision, canonicalUrl: metadata.canonicalUrl, category: metadata.category.name }
}

/**
 * Reads from all processes at once until `isOver`, mostly a few articles, which are in memory. After a reader has seen a
 * revision, no reader of any process may see an older one.
 */
async function readWhile(
  readers: readonly Read[],
  isOver: () => boolean,
  isRight: (seen: Delivered) => boolean,
): Promise<{ reads: number; unchanged: number; wrong: string[] }> {
  const newest = new Map<number, number>()
  const tags = new Map<string, string>()
  const wrong: string[] = []
  let [reads, unchanged] = [0, 0]
  const one = async (lane: number) => {
    const at = lane % readers.length
    for (let turn = lane; !isOver() && wrong.length === 0; turn += 7) {
      const number = (turn % 4 === 0 ? turn % many : turn % hot) + 1
      const known = newest.get(number) ?? 0
      const tag = turn % 3 === 0 ? tags.get(`${number} ${known}`) : undefined
      const answer = await readers[at]?.(
        `/v1/articles/article-${number}`,
        tag === undefined ? {} : { 'if-none-match': tag },
      )
      if (!answer) return
      reads += 1
      if (answer.status === 304) {
        unchanged += 1
        continue
      }
      const seen = delivered(answer)
      if (seen.revision < known || !isRight(seen))
        wrong.push(`article ${number}, ${known} seen: ${JSON.stringify(seen)}`)
      newest.set(number, Math.max(seen.revision, newest.get(number) ?? 0))
      tags.set(`${number} ${seen.revision}`, String(answer.headers.etag))
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, lane) => one(lane)))
  return { reads, unchanged, wrong }
}

type Item = { metadata: Record<string, unknown> }

const categoryOf = ({ metadata }: Item) => Object(metadata['category']).name

/** Counts all articles by value. */
async function tally(read: Read, of: (item: Item) => unknown): Promise<Map<unknown, number>> {
  const found = new Map<unknown, number>()
  for (let path: string | undefined = '/v1/articles?limit=100'; path !== undefined; ) {
    const { items, page }: { items: Item[]; page: { next?: string } } = JSON.parse((await read(path)).body)
    for (const item of items) found.set(of(item), (found.get(of(item)) ?? 0) + 1)
    path = page.next === undefined ? undefined : `/v1/articles?cursor=${page.next}`
  }
  return found
}

t.test(
  `while a category of ${many} articles is renamed, readers of two processes never see an older print again`,
  { timeout: 300_000 },
  async t => {
    const secret = 'admin-key-of-this-test-0123456789'
    const room = newsroom(t, { OFFPRINT_ADMIN_KEY: secret })
    const [one, two] = [await room.open(), await room.open()]
    await fill(room)
    const terms = JSON.parse((await one.read('/v1/categories/transport')).body)
    let isDone = false
    const reading = readWhile(
      [one.read, two.read],
      () => isDone,
      ({ category }) => category === 'Transport' || category === 'On the move',
    )
    const answer = await fetch(`http://127.0.0.1:${one.port}/v1/editorial/categories/${terms.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/merge-patch+json', 'if-match': '*' },
      body: JSON.stringify({ name: 'On the move' }),
    })
    t.equal(answer.status, 200)
    while ((await tally(two.read, categoryOf)).get('On the move') !== many) await setTimeout(50)
    isDone = true
    const { reads, unchanged, wrong } = await reading
    t.comment(`${reads} reads meanwhile, ${unchanged} of them 304`)
    t.strictSame(wrong, [])
    for (const read of [one.read, two.read]) {
      t.strictSame(await tally(read, categoryOf), new Map([['On the move', many]]))
      const shown = Array.from({ length: hot }, (_, index) => read(`/v1/articles/article-${index + 1}`))
      const names = (await Promise.all(shown)).map(answer => delivered(answer).category)
      t.strictSame([...new Set(names)], ['On the move'])
    }
  },
)

t.test(
  `while ${many} prints are remade for another site, readers never see a print of the old site`,
  { timeout: 300_000 },
  async t => {
    const room = newsroom(t)
    const before = await room.open()
    await fill(room)
    t.match(delivered(await before.read('/v1/articles/article-1')).canonicalUrl, /^https:\/\/news\.example\.org\/v1\//)
    t.equal(await before.server.stop(), 0)
    const site = { SITE_ARTICLE_URL: 'https://www.example.org/{slug}' }
    const readers = [(await room.open(site)).read, (await room.open(site)).read]
    let isDone = false
    const reading = readWhile(
      readers,
      () => isDone,
      ({ canonicalUrl }) => canonicalUrl.startsWith('https://www.example.org/'),
    )
    for (const read of readers) {
      const found = await tally(read, item =>
        String(item.metadata['canonicalUrl']).startsWith('https://www.example.org/'),
      )
      t.strictSame(found, new Map([[true, many]]))
    }
    isDone = true
    const { reads, unchanged, wrong } = await reading
    t.comment(`${reads} reads meanwhile, ${unchanged} of them 304`)
    t.strictSame(wrong, [])
  },
)
