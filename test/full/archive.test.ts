import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Sqlite from 'better-sqlite3'
import { parseRssFeed } from 'feedsmith'
import t, { type Test } from 'tap'
import { type Built, build, site } from '../build.ts'
import { below, readXml } from '../syndication/xml-document.ts'

const articles = 100_000
const first = { title: 'Number 000000', publishedAt: '2026-11-22T00:00:00Z', updatedAt: '2026-11-22T00:00:00Z' }
/** Bytes by which memory may grow: for the numbers that the test collects, and a few pages. */
const flat = 100_000_000

t.test(
  'the sitemap and the RSS feed list all of 100,000 articles, and memory does not grow',
  { timeout: 300_000 },
  async t => {
    const built = await filled(t)
    const before = held()
    let most = before
    const note = async () => {
      // Injected requests release their responses only in the next turn of the event loop.
      await setTimeout(50)
      most = Math.max(most, held())
    }

    const index = readXml(await read(built, '/sitemap.xml'))
    const pages = below(index, 'loc').map(one => one.text)
    t.strictSame(
      pages.map(url => url.slice(site.publicUrl.length)),
      [
        '/sitemaps/2026-10.xml',
        ...Array.from({ length: 10 }, (_, at) => `/sitemaps/2026-11${at ? `-${at + 1}` : ''}.xml`),
      ],
    )
    // Numbers, because a substring would keep the whole page in memory.
    const found = new Set<number>()
    for (const page of pages) {
      const urls = below(readXml(await read(built, page)), 'loc')
      t.ok(urls.length > 0 && urls.length <= 10_000, page)
      for (const url of urls) found.add(numberOf(url.text))
      await note()
    }
    t.equal(found.size, articles, 'each article is on a page of the sitemap')

    const seen = new Set<number>()
    let next: string | undefined = '/feeds/rss.xml?limit=100'
    while (next) {
      const page: string = await read(built, next)
      const feed = parseRssFeed(page)
      for (const item of feed.items ?? []) seen.add(numberOf(item.title))
      next = feed.atom?.links?.find(link => link.rel === 'next')?.href
      if (seen.size % 10_000 === 0) await note()
    }
    t.equal(seen.size, articles, 'each article is on a page of the feed')
    await note()
    t.ok(most - before < flat, `memory grew by ${Math.round((most - before) / 1e6)} MB`)
  },
)

function numberOf(text = ''): number {
  return Number(/\d{6}/.exec(text)?.[0])
}

/** Bytes in use after garbage collection. */
function held(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function read({ app }: Built, url: string): Promise<string> {
  const { statusCode, body } = await app.inject(url.replace(site.publicUrl, ''))
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body}`)
  return body
}

/** Without a response cache, which would fill up. One article as published, and copies of its print that differ in id, slug, title and time, 20 seconds apart. */
async function filled(t: Test): Promise<Built> {
  const built = await build(t, { cacheBytes: 0 })
  const { id } = await built.publish('first', first)
  const connection = new Sqlite(join(t.testdirName, 'offprint.db'))
  connection.pragma('foreign_keys = OFF')
  const own = "printf('01930000-0000-7000-9000-%012d', i)"
  const date = `strftime('%Y-%m-%dT%H:%M:%SZ', unixepoch('${first.publishedAt}') - i * 20, 'unixepoch')`
  const text = [
    [id, own],
    ['number-000000', "printf('number-%06d', i)"],
    [first.title, "printf('Number %06d', i)"],
    [first.publishedAt, date],
  ].reduce((column, [from, to]) => `replace(${column}, '${from}', ${to})`, 'COLUMN')
  const changed: Record<string, string> = {
    article_id: own,
    revision: 'revision + i',
    published_at: 'published_at - i * 20',
    updated_at: 'updated_at - i * 20',
  }
  for (const table of ['print', 'print_body']) {
    const columns = connection.prepare<[], { name: string; type: string }>(`PRAGMA table_info(${table})`).all()
    const values = columns.map(({ name, type }) => {
      if (/blob/i.test(type)) return `CAST(${text.replace('COLUMN', `CAST(${name} AS TEXT)`)} AS BLOB)`
      // The copies differ from the original, so its checksums do not apply.
      if (name === 'head') return `json_remove(${text.replace('COLUMN', name)}, '$.checksums')`
      return changed[name] ?? (/text/i.test(type) ? text.replace('COLUMN', name) : name)
    })
    connection.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${articles - 1})
       INSERT INTO ${table} SELECT ${values.join(', ')} FROM n, ${table} WHERE article_id = '${id}'`,
    )
  }
  connection.close()
  return built
}
