import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type App, type AppDeps, buildApp } from '../src/app.ts'
import { publishAs } from '../src/domain/article/publish.ts'
import type { Tombstone } from '../src/domain/article/tombstone.ts'
import { compose } from '../src/domain/content/compose.ts'
import type { Content } from '../src/domain/content/content.ts'
import type { Manuscript } from '../src/domain/content/manuscript.ts'
import type { Id } from '../src/domain/id.ts'
import { instantOf } from '../src/domain/instant.ts'
import { createPrinter } from '../src/domain/print/print.ts'
import type { Store } from '../src/domain/store/store.ts'
import { openStore } from '../src/store/open.ts'
import { digest, manuscript, numberedIds, site } from './domain/sample.ts'
import { copyEmptyStore } from './empty-store.ts'
import { makeTerms } from './make-terms.ts'

export { site } from './domain/sample.ts'

export type Built = {
  app: App
  store: Store
  /** What the application's clock shows; moves only when it is told to. */
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
 * @param around what the application is given in place of the store
 */
export async function build(
  t: Test,
  more: Partial<AppDeps> = {},
  around: (store: Store) => AppDeps['store'] = store => store,
  describe?: Parameters<typeof buildApp>[1],
): Promise<Built> {
  const time = { now: new Date('2026-11-22T12:00:00Z') }
  const clock = () => time.now
  const newId = numberedIds()
  const printer = createPrinter(more.site ?? site, digest)
  const folder = opened.has(t) ? mkdtempSync(join(t.testdirName, 'another-')) : t.testdir()
  opened.add(t)
  const url = join(folder, 'offprint.db')
  await copyEmptyStore(url)
  const store = await openStore({ url, printer, newId, clock, waiting: 'async' })
  const deps = {
    ...usual,
    waitingImports: { imports: 50, bytes: 1_000_000 },
    uploads: { folder: `${url}-imports`, maxBytes: 65_536 },
    site,
    store: around(store),
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

  async function write(target: { id: Id } | { externalId: string }, decide: Decide): Promise<{ id: Id; slug: string }> {
    const [written] = await store.writeArticles([{ target, decide }], { at: at(), actor: 'cli' })
    if (!written?.ok || !written.article) throw new Error('the test wrote nothing')
    return { id: written.article.id, slug: written.article.content.slug }
  }

  return {
    app,
    store,
    time,
    async publish(externalId, said) {
      const given = manuscript(said)
      const terms = await termsOf(store, given)
      return write({ externalId }, (now, around) => {
        const id = now?.id ?? newId()
        const owner = (slug: string) => around.slugOwner(slug, id)?.language
        const { content } = compose(given, terms, { articleId: id, previous: now?.content, owner, newId })
        const fresh = { id, version: 0, externalId, status: 'draft', edition: 0, createdAt: at() } as const
        const next = { ...(now ?? fresh), version: (now?.version ?? 0) + 1, content, modifiedAt: at() }
        return {
          ...publishAs(next, at()),
          views: given.views,
          formerSlugs: given.formerSlugs,
          paths: given.paths,
          audit,
        }
      })
    },
    async edit(id, change) {
      await write({ id }, now => {
        if (!now) throw new Error('the test edits what is not there')
        const next = { ...now, version: now.version + 1, content: change(now.content) }
        return { ...publishAs(next, at()), audit }
      })
    },
    async end(id, { reason, movedTo }) {
      await write({ id }, now => {
        if (!now) throw new Error('the test ends what is not there')
        const status = reason as 'deleted'
        const end = { reason: status, at: at(), ...(movedTo && { movedTo: movedTo as { url: string } }) }
        return { article: { ...now, version: now.version + 1, status }, end, audit }
      })
    },
  }
}

type Decide = Parameters<Store['writeArticles']>[0][number]['decide']

const audit = { action: 'article.publish' }

const usual = {
  publicRead: true,
  corsOrigins: '*',
  rates: { address: undefined, key: undefined, hits: undefined },
  processes: 1,
  trustedProxies: [],
  cache: { maxAge: 0, sMaxAge: 60, staleWhileRevalidate: 30, staleIfError: 86_400 },
  cacheBytes: 8_388_608,
  limits: { bodyBytes: 65_536, urlLength: 4096, headerBytes: 16_384, jsonDepth: 32 },
  timeouts: { requestMs: 30_000, writeMs: 30_000, keepAliveMs: 5000 },
  connections: { most: 1000, mostPerAddress: 1000 },
  streams: { most: 100, mostPerClient: 100, bufferBytes: 1_048_576, heartbeatMs: 10_000, pollMs: 5 },
  exports: { most: 10, mostPerClient: 10 },
} as const

async function termsOf(store: Store, { category, tags, authors }: Manuscript) {
  const names = [
    ...(category === undefined ? [] : [{ kind: 'category', name: category } as const]),
    ...tags.map(name => ({ kind: 'tag', name }) as const),
    ...authors.map(author => ({ kind: 'author', ...author }) as const),
  ]
  const ids = await makeTerms(store, names)
  const of = (kind: string) => ids.filter((_, index) => names[index]?.kind === kind)
  return { categoryId: of('category')[0], tagIds: of('tag'), authorIds: of('author') }
}
