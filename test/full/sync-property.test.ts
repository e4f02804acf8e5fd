import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import { AppError } from '../../src/domain/error.ts'
import type { Store } from '../../src/domain/store/store.ts'
import { decideEdit, decideMerge } from '../../src/domain/term/edit.ts'
import { type Built, build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { openStream } from '../http/event-source.ts'
import { applied, contents, type Replica, runOverdue, served, step } from '../http/replica.ts'
import { makeTerms } from '../make-terms.ts'
import { fc } from '../property.ts'

/** Any change to a publication, or event of a client that copies it. */
type Deed =
  | {
      do: 'publish'
      key: number
      language: string
      tags: string[]
      category: string
      slug: number
      day: number
      links: boolean
    }
  | { do: 'end'; key: number; reason: 'deleted' | 'unpublished' | 'expired' | 'moved' | 'withdrawn' }
  | { do: 'rename'; tag: string; to: string }
  | { do: 'merge'; tag: string; into: string }
  | { do: 'step'; client: number; limit: number }
  | { do: 'crash'; client: number }

const key = fc.nat(5)
const client = fc.nat(6)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      key,
      language: fc.constantFrom('en', 'de'),
      tags: fc.subarray(['x', 'y']),
      category: fc.constantFrom('p', 'q'),
      slug: fc.nat(2),
      day: fc.integer({ min: 1, max: 9 }),
      links: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      key,
      reason: fc.constantFrom('deleted', 'unpublished', 'expired', 'moved', 'withdrawn'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('step' as const), client, limit: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), client }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      tag: fc.constantFrom('x', 'y'),
      to: fc.constantFrom('z', 'w'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('merge' as const),
      tag: fc.constantFrom('x', 'y'),
      into: fc.constantFrom('x', 'y'),
    }),
  },
)

const streams = { max: 10, maxPerClient: 10, bufferBytes: 1_048_576, heartbeatMs: 5, pollMs: 1 }

/** Runs of each property; more by hand. */
const runs = Number(process.env['RUNS'] ?? 10)

const none: Replica = { articles: new Map() }

/** Throws if they differ, so that fast-check shortens the history. */
function same(mine: unknown, theirs: unknown, what: string): void {
  const [left, right] = [JSON.stringify(mine, null, 1), JSON.stringify(theirs, null, 1)]
  if (left !== right) throw new Error(`${what}: the copy has\n${left}\nand the server\n${right}`)
}

/** The queries of the clients: everything, and parts. */
const queries: Record<string, string>[] = [
  { include: 'body' },
  { language: 'de' },
  { tag: 'x', language: 'en,de' },
  { category: 'q', tag: 'x,y', include: 'sections' },
  { include: 'body', bodies: 'changed' },
  { tag: 'x', language: 'en', include: 'sections', bodies: 'changed' },
  { publishedFrom: '2026-01-05T00:00:00Z', category: 'p', include: 'body', bodies: 'changed' },
]

type Newsroom = Built & { act(deed: Deed): Promise<void> }

/** A publication in which every tag and category of the deeds is known. */
async function newsroom(t: Test, deps: Partial<AppDeps> = {}): Promise<Newsroom> {
  const built = await build(t, deps)
  const { publish, end, store } = built
  const kinds = { tag: ['x', 'y'], category: ['p', 'q'] } as const
  await makeTerms(
    store,
    Object.entries(kinds).flatMap(([kind, names]) => names.map(name => ({ kind: kind as 'tag', name }))),
  )
  const ids = new Map<number, string>()
  const act = async (deed: Deed): Promise<void> => {
    if (deed.do === 'publish') {
      const linked = deed.links ? ids.get((deed.key + 1) % 6) : undefined
      const run = { text: `Day ${deed.day}`, ...(linked && { link: { href: `article:${linked}` } }) }
      const sections = [{ ...lead(), blocks: [{ type: 'paragraph' as const, content: [run] }] }]
      const { language, tags, category } = deed
      const { id } = await publish(`k${deed.key}`, {
        title: `Article ${deed.key} ${deed.slug}`,
        slug: `s${deed.key}-${deed.slug}`,
        publishedAt: `2026-01-0${deed.day}T00:00:00Z`,
        ...{ language, tags, category, sections },
      })
      ids.set(deed.key, id)
    }
    if (deed.do === 'rename' || deed.do === 'merge') await changeTerm(store, deed)
    const ended = deed.do === 'end' ? ids.get(deed.key) : undefined
    if (deed.do === 'end' && ended) {
      const movedTo = deed.reason === 'moved' ? { movedTo: { url: 'https://www.example.org/' } } : {}
      await end(ended, { reason: deed.reason, ...movedTo })
    }
  }
  return { ...built, act }
}

async function changeTerm(store: Store, deed: Extract<Deed, { tag: string }>): Promise<void> {
  const [id = '', into = ''] = await makeTerms(store, [
    { kind: 'tag', name: deed.tag },
    { kind: 'tag', name: 'into' in deed ? deed.into : deed.tag },
  ])
  const decide: Parameters<Store['writeTerm']>[1] = (now, around) => {
    if (!now) throw new Error('the test changes what is not there')
    return 'into' in deed ? decideMerge(now, into, around) : decideEdit(now, { slug: deed.to }, around)
  }
  if ('into' in deed && id === into) return
  await store.writeTerm(id, decide, { at: '2026-11-22T12:00:00Z', actor: 'cli' }).catch(error => {
    // Another term has the slug.
    if (!(error instanceof AppError)) throw error
  })
}

async function inRoom(t: Test, deps: Partial<AppDeps>, work: (room: Newsroom) => Promise<void>): Promise<void> {
  const room = await newsroom(t, deps)
  try {
    await work(room)
  } finally {
    await room.app.close()
    await room.store.close()
  }
}

t.test('GET /v1/sync: after any changes and any requests between them, the copy equals the server', async t => {
  const history = fc.array(deed, { minLength: 5, maxLength: 40 })
  const property = fc.asyncProperty(history, deeds =>
    inRoom(t, {}, async ({ app, act }) => {
      const copies: Replica[] = queries.map(() => ({ articles: new Map() }))
      for (const deed of deeds) {
        await act(deed)
        if (!('client' in deed)) continue
        const limit = deed.do === 'step' ? String(deed.limit) : '2'
        const next = await step(app, copies[deed.client] ?? none, { ...queries[deed.client], limit })
        // A crash loses the requested page only.
        if (deed.do === 'step') copies[deed.client] = next.copy
      }
      for (const [index, query] of queries.entries()) {
        const copy = await runOverdue(app, copies[index] ?? none, { ...query, limit: '2' })
        same(contents(copy.articles.values()), await served(app, query), JSON.stringify(query))
      }
    }),
  )
  await t.resolves(fc.assert(property, { numRuns: runs }))
})

t.test('GET /v1/stream: after any changes and disconnections, the copy equals the server', async t => {
  const lines = fc.array(fc.record({ deed, reads: fc.nat(3), breaks: fc.boolean() }), { minLength: 5, maxLength: 25 })
  const property = fc.asyncProperty(lines, fc.constantFrom(...queries), (lines, query) =>
    inRoom(t, { streams }, async ({ app, act }) => {
      await app.listen({ host: '127.0.0.1', port: 0 })
      const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1/stream`
      let copy = await runOverdue(app, none, query)
      let stream = await openStream(`${url}?since=${copy.token}`)
      const resume = async () => {
        stream.close()
        stream = await openStream(url, { 'last-event-id': copy.token ?? '' })
        if (stream.status !== 410) return
        copy = await runOverdue(app, none, query)
        stream = await openStream(url, { 'last-event-id': copy.token ?? '' })
      }
      const read = async () => {
        const block = await stream.next()
        if (!block) return resume()
        const { event, data: told, id: token = copy.token ?? '' } = block
        const { groups: _, ...data } = Object(told)
        const [articles, tombstones] = [event === 'article' ? [data] : [], event === 'tombstone' ? [data] : []]
        copy = applied(copy, { articles, tombstones, token, more: true } as Parameters<typeof applied>[1])
      }
      for (const { deed, reads, breaks } of lines) {
        await act(deed)
        for (let left = reads; left > 0; left -= 1) await read()
        if (breaks) await resume()
      }
      const theirs = await served(app, query)
      const isSame = () => JSON.stringify(contents(copy.articles.values())) === JSON.stringify(theirs)
      for (let left = 100; left > 0 && !isSame(); left -= 1) await read()
      same(contents(copy.articles.values()), theirs, JSON.stringify(query))
      stream.close()
    }),
  )
  await t.resolves(fc.assert(property, { numRuns: runs }))
})
