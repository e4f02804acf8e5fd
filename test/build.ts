import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { App, AppDeps } from '../src/app/deps.ts'
import { buildApp } from '../src/app.ts'
import type { Article } from '../src/domain/article/article.ts'
import { publishAs } from '../src/domain/article/publish.ts'
import type { Tombstone } from '../src/domain/article/tombstone.ts'
import type { Content } from '../src/domain/content/content.ts'
import type { Manuscript } from '../src/domain/content/manuscript.ts'
import type { Id } from '../src/domain/id.ts'
import { operatorRights } from '../src/domain/import/job.ts'
import { instantOf } from '../src/domain/instant.ts'
import { createPrinter } from '../src/domain/print/print.ts'
import type { ArticleDecision } from '../src/domain/store/article/article-store.ts'
import type { Store } from '../src/domain/store/store.ts'
import { importArticles } from '../src/editorial/import/articles.ts'
import type { ImportItem } from '../src/importer/source/run.ts'
import { openStore } from '../src/store/open.ts'
import { digest, manuscript, numberedIds, site } from './domain/sample.ts'
import { copyEmptyStore } from './empty-store.ts'

export { site } from './domain/sample.ts'

export type Built = {
  app: App
  store: Store
  /** The location of the store: the path of an SQLite file, or the URL of a PostgreSQL database. */
  url: string
  /** The time of the application's clock. It changes only when a test sets it. */
  time: { now: Date }
  /** Publishes an article, or what it says now under the same key. */
  publish(key: string, more: Partial<Manuscript>): Promise<{ id: Id; slug: string }>
  /** Changes what an article says and publishes it. */
  edit(id: Id, change: (content: Content) => Content): Promise<void>
  end(id: Id, how: Pick<Tombstone, 'reason'> & Partial<Pick<Tombstone, 'movedTo'>>): Promise<void>
}

/** Tests that have a store: a second `testdir` would remove the files of the first. */
const opened = new WeakSet<Test>()

/**
 * The whole application over a store in a folder of its own, with a clock and ids that are fixed.
 *
 * @param wrapStore returns what the application uses in place of the store
 */
export async function build(
  t: Test,
  more: Partial<AppDeps> = {},
  wrapStore: (store: Store) => AppDeps['store'] = store => store,
  describe?: Parameters<typeof buildApp>[1],
): Promise<Built> {
  const time = { now: new Date('2026-11-22T12:00:00Z') }
  const clock = () => time.now
  const newId = numberedIds()
  const printer = createPrinter(more.site ?? site, digest)
  const folder = opened.has(t) ? mkdtempSync(join(t.testdirName, 'another-')) : t.testdir()
  opened.add(t)
  const tools = { printer, newId, clock, waiting: 'async' as const }
  const url = postgres ? await databaseOn(t, postgres) : join(folder, 'offprint.db')
  if (!postgres) await copyEmptyStore(url)
  const store = await openStore({ url, ...tools })
  const deps = {
    ...usual,
    waitingImports: { imports: 50, bytes: 1_000_000 },
    uploads: { maxBytes: 65_536 },
    site,
    store: wrapStore(store),
    clock,
    newId: numberedIds('0aaa0000'),
    ...more,
  }
  const app = await buildApp(deps, describe)
  t.teardown(async () => {
    await app.close()
    await store.close()
  })
  const at = () => instantOf(time.now) ?? ''

  async function write(id: Id, decide: (now: Article) => ArticleDecision): Promise<void> {
    const decideFound = (now: Article | undefined) => {
      if (!now) throw new Error('The article does not exist.')
      return decide({ ...now, version: now.version + 1 })
    }
    const [written] = await store.writeArticles([{ target: { id }, decide: decideFound }], { at: at(), actor: 'cli' })
    if (!written?.ok) throw written?.error ?? new Error('Nothing was written.')
  }

  return {
    app,
    store,
    url,
    time,
    async publish(externalId, more) {
      const options = { publish: true, force: true, source: 'test', rights: operatorRights(undefined), actor: 'cli' }
      const imports = { store, clock, newId, originExists: () => true }
      const [outcome] = await importArticles([itemOf(externalId, manuscript(more))], options, imports)
      const { id, slug } = outcome?.article ?? {}
      if (id === undefined || slug === undefined) throw new Error(outcome?.problem?.detail)
      // An import does not publish an article again that ended.
      if (!outcome?.published) await write(id, now => ({ ...publishAs(now, at()), audit }))
      return { id, slug }
    },
    edit: (id, edit) => write(id, now => ({ ...publishAs({ ...now, content: edit(now.content) }, at()), audit })),
    async end(id, { reason, movedTo }) {
      await write(id, now => {
        const status = reason as 'deleted'
        const end = { reason: status, at: at(), ...(movedTo && { movedTo: movedTo as { url: string } }) }
        return { article: { ...now, status }, end, audit }
      })
    },
  }
}

const audit = { action: 'article.publish' }

/** URL of a PostgreSQL server, on which each store is to be a database of its own; absent = each is an SQLite file. */
const postgres = process.env['TEST_POSTGRES_URL']

async function databaseOn(t: Test, server: string): Promise<string> {
  const { emptyDatabase } = await import('./postgres/database.ts')
  const { url, release } = await emptyDatabase(server)
  // Teardowns run in reverse order: the store is closed by then.
  t.teardown(release)
  return url
}

/** An item of an import, as an importer yields it. */
function itemOf(externalId: string, given: Manuscript): ImportItem {
  const bytes = Buffer.from(JSON.stringify(given))
  const hash = createHash('sha256').update(bytes).digest('hex')
  const report = { notes: [], consumed: [] }
  return {
    name: externalId,
    externalId,
    origin: `/${externalId}`,
    importer: 'test',
    isOnly: true,
    hash,
    rawHash: hash,
    imported: {
      kind: 'article',
      manuscript: given,
      status: 'publishable',
      report,
      raw: { mediaType: 'application/json', bytes },
    },
  }
}

export const usual = {
  publicRead: true,
  corsOrigins: '*',
  rates: { address: undefined, key: undefined, hits: undefined },
  processes: 1,
  trustedProxies: [],
  cache: { maxAge: 0, sMaxAge: 60, staleWhileRevalidate: 30, staleIfError: 86_400 },
  cacheBytes: 8_388_608,
  limits: { bodyBytes: 65_536, urlLength: 4096, headerBytes: 16_384, jsonDepth: 32 },
  timeouts: { requestMs: 30_000, writeMs: 30_000, keepAliveMs: 5000 },
  connections: { max: 1000, maxPerAddress: 1000 },
  streams: { max: 100, maxPerClient: 100, bufferBytes: 1_048_576, heartbeatMs: 10_000, pollMs: 5 },
  overload: { waitMs: 10_000, waitingWrites: 1000, retrySeconds: 2 },
  exports: { max: 10, maxPerClient: 10 },
  viewRetention: 0,
  search: { recency: { weight: 0.1, halfLifeDays: 365 } },
} as const
