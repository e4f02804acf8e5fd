import t, { type Test } from 'tap'
import { continueSync, logEnd } from '../../src/change/local/sync.ts'
import type { SyncQuery } from '../../src/change/local/sync-filter.ts'
import { AppError } from '../../src/domain/error.ts'
import type { Id } from '../../src/domain/id.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { groupsOf } from '../../src/domain/sync/sync.ts'
import type { SyncPlace } from '../../src/domain/sync/token.ts'
import { decideEdit, decideMerge } from '../../src/domain/term/edit.ts'
import { type Built, build } from '../build.ts'
import { numberedId } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'
import { fc } from '../property.ts'

const kinds = ['category', 'tag', 'author'] as const
type Kind = (typeof kinds)[number]

/** Any change that may affect a list. */
type Deed =
  | { do: 'publish'; key: number; language: string; category: string; tags: string[]; authors: string[]; day: number }
  | { do: 'end'; key: number; reason: 'deleted' | 'unpublished' | 'withdrawn' }
  | { do: 'erase'; key: number }
  | { do: 'link'; key: number; group: number }
  | { do: 'rename' | 'describe'; kind: Kind; term: string; to: string }
  | { do: 'merge'; kind: Kind; term: string; to: string }

const key = fc.nat(4)
const term = fc.constantFrom('x', 'y', 'z')
const kind = fc.constantFrom(...kinds)
const published = fc.record({
  do: fc.constant('publish' as const),
  key,
  language: fc.constantFrom('en', 'de', 'de-AT'),
  category: fc.constantFrom('', 'x', 'y', 'z'),
  tags: fc.subarray(['x', 'y', 'z'], { maxLength: 2 }),
  authors: fc.subarray(['x', 'y', 'z'], { maxLength: 1 }),
  day: fc.integer({ min: 1, max: 9 }),
})
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: published },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      key,
      reason: fc.constantFrom('deleted', 'unpublished', 'withdrawn'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), key, group: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('rename', 'describe'), kind, term, to: term }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), kind, term, to: term }) },
)

/** Some of the possible filters. */
const filters = [
  ...kinds.flatMap(kind => [`${kind}=x`, `${kind}=y&language=de`, `${kind}=x,z`, `${kind}=z-moved`]),
  'category=x&tag=y',
  'category=x&tag=x,y&language=de',
  'tag=x&author=y&language=de,en',
  'category=y&language=en&limit=1&count=true',
  'category=x&publishedAfter=2026-01-04T00:00:00Z',
  'language=de',
  'language=de-AT,fr',
  'language=de&fallback=en&category=x',
  'count=true',
]
const addresses = [
  ...filters.map(query => `/v1/articles?${query}`),
  `/v1/articles?ids=${numberedId(1)},${numberedId(2)}`,
  ...kinds.flatMap(kind => [`/v1/key-takeaways?${kind}=x`, `/v1/sync?${kind}=x&language=de`]),
  ...['categories', 'tags', 'authors'].flatMap(name => [
    `/v1/${name}`,
    `/v1/${name}/x`,
    `/feeds/${name}/x/atom.xml`,
    `/feeds/${name}/y/feed.json?limit=1`,
  ]),
  '/feeds/languages/de/atom.xml',
  '/feeds/atom.xml',
  '/feeds/feeds.opml',
  '/sitemaps/2026-01.xml',
  '/llms.txt',
]

type Newsroom = Built & { act(deed: Deed): Promise<void> }

async function newsroom(t: Test): Promise<Newsroom> {
  const built = await build(t, { cacheBytes: 0 })
  const { publish, end, store, time } = built
  const ids = new Map<number, Id>()
  const write = () => ({ at: time.now.toISOString().replace('.000', ''), actor: 'cli' }) as const
  const change = async (id: Id | undefined, decide: (now: NonNullable<Now>) => ReturnType<Decide>) => {
    if (id === undefined) return
    await store.writeArticles([{ target: { id }, decide: now => (now ? decide(now) : { unchanged: true }) }], write())
  }
  const act = async (deed: Deed): Promise<void> => {
    time.now = new Date(time.now.getTime() + 1000)
    if (deed.do === 'publish') {
      const { key, language, tags, category, day } = deed
      const keyTakeaways = day % 2 === 0 ? [{ text: `Point ${day}`, content: [{ text: `Point ${day}` }] }] : []
      const { id } = await publish(`k${key}`, {
        title: `Article ${key}`,
        publishedAt: `2026-01-0${day}T00:00:00Z`,
        authors: deed.authors.map(name => ({ name })),
        ...(category && { category }),
        ...{ language, tags, keyTakeaways: keyTakeaways.map(one => ({ ...one, origin: 'authored' as const })) },
      })
      ids.set(key, id)
      return
    }
    if (!('key' in deed)) return changeTerm(store, deed)
    const id = ids.get(deed.key)
    if (deed.do === 'end' && id) await end(id, { reason: deed.reason })
    if (deed.do === 'erase') {
      ids.delete(deed.key)
      const { at } = write()
      await change(id, now => ({
        article: { ...now, version: now.version + 1, status: 'deleted' },
        end: { reason: 'deleted', at },
        erase: true,
        audit: { action: 'article.erase' },
      }))
    }
    if (deed.do === 'link') {
      await change(id, now => ({
        article: { ...now, version: now.version + 1, translationGroup: numberedId(900 + deed.group) },
        audit: { action: 'article.link' },
      }))
    }
  }
  return { ...built, act }
}

type Decide = Parameters<Store['writeArticles']>[0][number]['decide']
type Now = Parameters<Decide>[0]

async function changeTerm(store: Store, deed: Extract<Deed, { kind: Kind }>): Promise<void> {
  const { kind } = deed
  const [id = '', to = ''] = await makeTerms(store, [
    { kind, name: deed.term },
    { kind, name: deed.to },
  ])
  if (deed.do === 'merge' && id === to) return
  const patch = deed.do === 'rename' ? { slug: `${deed.to}-moved`, name: `${deed.to} moved` } : { description: deed.to }
  const decide: Parameters<Store['writeTerm']>[1] = (now, around) => {
    if (!now) throw new Error('the test changes what is not there')
    return deed.do === 'merge' ? decideMerge(now, to, around) : decideEdit(now, patch, around)
  }
  await store.writeTerm(id, decide, { at: '2026-11-22T12:00:00Z', actor: 'cli' }).catch(error => {
    // Another term has the slug or name.
    if (!(error instanceof AppError)) throw error
  })
}

type Seen = { address: string; status: number; body: string; groups: string[] }

async function look({ app }: Newsroom): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const address of addresses) {
    const { statusCode, headers, body } = await app.inject(address)
    seen.push({ address, status: statusCode, body, groups: String(headers['surrogate-key'] ?? '').split(' ') })
  }
  return seen
}

const runs = Number(process.env['RUNS'] ?? 12)
const history = fc.array(deed, { minLength: 5, maxLength: 25 })

async function inRoom(t: Test, work: (room: Newsroom) => Promise<void>): Promise<void> {
  const room = await newsroom(t)
  try {
    await work(room)
  } finally {
    await room.app.close()
    await room.store.close()
  }
}

t.test('each change to a list or a feed names one of its cache groups', { timeout: 300_000 }, async t => {
  const spared = { changes: 0, lists: 0 }
  const property = fc.asyncProperty(history, deeds =>
    inRoom(t, async room => {
      let seen = await look(room)
      for (const deed of deeds) {
        const from = await room.store.lastChange()
        await room.act(deed)
        const groups = new Set((await room.store.changes(from, 1000)).flatMap(row => row.groups))
        const now = await look(room)
        for (const [at, before] of seen.entries()) {
          const isNamed = before.groups.some(name => groups.has(name))
          const after = now[at]
          // A cache keeps no 404, and a redirect for a minute only.
          if (before.status !== 200) continue
          if (!isNamed && after?.body !== before.body) {
            const told = { deed, groups: [...groups], before, after }
            throw new Error(`${before.address} changed and would not be purged: ${JSON.stringify(told, null, 1)}`)
          }
          if (groups.size > 0 && !isNamed && before.address.startsWith('/v1/articles?')) spared.lists += 1
        }
        if (groups.size > 0) spared.changes += 1
        seen = now
      }
    }),
  )
  await t.resolves(fc.assert(property, { numRuns: runs }))
  t.comment(`${spared.changes} changes left ${spared.lists} lists of ${filters.length} in the cache`)
  t.ok(spared.lists > 0, 'some changes leave some lists in the cache')
})

t.test('stream events name the cache groups of every change, for any batch size', async t => {
  const steps = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1 })
  const filters: fc.Arbitrary<SyncQuery> = fc.constantFrom({}, { language: ['de'] })
  const property = fc.asyncProperty(history, steps, filters, (deeds, limits, query) =>
    inRoom(t, async ({ store, act }) => {
      const begun = await logEnd(store)
      for (const deed of deeds) await act(deed)
      const told = new Set<string>()
      let place: SyncPlace = { log: begun }
      for (let round = 0, more = true; more; round += 1) {
        const limit = limits[round % limits.length] ?? 1
        const bounds = { limit, extent: { of: 'ref', bytes: 1_000_000 }, ahead: 'now' } as const
        const step = await continueSync(store, { query, meaning: '', place }, bounds)
        for (const name of step.messages.flatMap(message => message.groups ?? [])) told.add(name)
        place = step.next
        more = step.more
      }
      const missing = groupsOf(await store.changes(begun.seq, 1000), query).filter(name => !told.has(name))
      if (missing.length > 0) throw new Error(`no event has ${missing}`)
    }),
  )
  await t.resolves(fc.assert(property, { numRuns: runs }))
})
