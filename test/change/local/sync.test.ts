import t from 'tap'
import { beginSync, continueSync } from '../../../src/change/local/sync.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { build } from '../../build.ts'

const bounds = { limit: 10, extent: { of: 'ref', bytes: 1_000_000 } } as const

/** The same store, with an action that runs just before the first call of a method. */
function interrupted(store: Store, method: keyof Store, deed: () => Promise<unknown>): Store {
  let isDone = false
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== method || isDone) return value
      return async (...given: unknown[]) => {
        isDone = true
        await deed()
        return value(...given)
      }
    },
  })
}

const slugs = (step: Awaited<ReturnType<typeof continueSync>>) =>
  step.messages.map(one => ('article' in one ? `+${one.article.slug}` : `-${one.tombstone.slug}`))

t.test('an article that changes between two reads is in the next page, at its later change row', async t => {
  const { store, publish } = await build(t)
  const begun = await beginSync(store, {})
  await publish('a', { title: 'A' })
  await publish('b', { title: 'B' })
  const walked = await continueSync(store, begun, bounds)
  t.strictSame([slugs(walked), walked.more], [[], true])
  const meanwhile = interrupted(store, 'deliveryStates', () => publish('a', { title: 'A again' }))
  const first = await continueSync(meanwhile, { ...begun, place: walked.next }, bounds)
  t.strictSame([slugs(first), first.more], [['+b'], true])
  const second = await continueSync(store, { ...begun, place: first.next }, bounds)
  t.strictSame([slugs(second), second.more], [['+a'], false])
})

t.test('sends a tombstone at once for an article that leaves the filter between two reads', async t => {
  const { store, publish } = await build(t)
  const begun = await beginSync(store, { language: ['de'] })
  await publish('a', { title: 'A', language: 'de' })
  const walked = await continueSync(store, begun, bounds)
  const meanwhile = interrupted(store, 'deliveryStates', () => publish('a', { title: 'A', language: 'en' }))
  const first = await continueSync(meanwhile, { ...begun, place: walked.next }, bounds)
  t.strictSame([slugs(first), first.messages[0] && Object(first.messages[0]).tombstone.revision], [['-a'], 2])
  t.equal((await continueSync(store, { ...begun, place: first.next }, bounds)).more, false)
})

t.test('an article that is published while a walk starts is in the walk or in the changes after it', async t => {
  const { store, publish } = await build(t)
  await publish('a', { title: 'A' })
  const begun = await beginSync(
    interrupted(store, 'filterTerms', () => publish('b', { title: 'B' })),
    {},
  )
  const walked = await continueSync(
    interrupted(store, 'syncWalk', () => publish('c', { title: 'C' })),
    begun,
    bounds,
  )
  t.strictSame([slugs(walked), walked.more], [['+a'], true])
  const rest = await continueSync(store, { ...begun, place: walked.next }, bounds)
  t.strictSame([slugs(rest), rest.more], [['+b', '+c'], false])
})
