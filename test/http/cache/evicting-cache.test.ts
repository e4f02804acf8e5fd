import t from 'tap'
import { type CacheItem, createEvictingCache } from '../../../src/http/cache/evicting-cache.ts'
import { fc } from '../../property.ts'

function item(key: string, bytes = 10, groups: string[] = []): CacheItem {
  return { key, bytes, groups, uses: 0 }
}

function cacheOf(capacity: number) {
  const evicted: string[] = []
  const made = createEvictingCache<CacheItem>(capacity, ({ key }) => evicted.push(key))
  const ask = (key: string) => {
    const found = made.get(key)
    if (found) found.uses = Math.min(3, found.uses + 1)
    return found
  }
  return { ...made, evicted, ask }
}

t.test('10,000 items read only once do not evict items that are read repeatedly', async t => {
  const { add, ask, count } = cacheOf(1000)
  const hot = Array.from({ length: 50 }, (_, number) => `hot-${number}`)
  for (const key of hot) add(item(key))
  for (let number = 0; number < 10_000; number += 1) {
    if (number % 100 === 0) for (const key of hot) ask(key)
    add(item(`cold-${number}`))
  }
  t.strictSame(
    hot.filter(key => !ask(key)),
    [],
  )
  t.ok(count() <= 100)
})

t.test('10,000 items read twice do not evict items that are read repeatedly', async t => {
  const { add, ask } = cacheOf(1000)
  const hot = Array.from({ length: 50 }, (_, number) => `hot-${number}`)
  for (const key of hot) add(item(key))
  for (let number = 0; number < 10_000; number += 1) {
    if (number % 20 === 0) for (const key of hot) ask(key)
    add(item(`cold-${number}`))
    ask(`cold-${number}`)
  }
  t.strictSame(
    hot.filter(key => !ask(key)),
    [],
  )
})

t.test('items that were read often are evicted when they are no longer read', async t => {
  const { add, ask } = cacheOf(1000)
  for (let number = 0; number < 100; number += 1) add(item(`old-${number}`))
  for (let round = 0; round < 3; round += 1) for (let number = 0; number < 100; number += 1) ask(`old-${number}`)
  for (let round = 0; round < 20; round += 1) {
    for (let number = 0; number < 80; number += 1) if (!ask(`new-${number}`)) add(item(`new-${number}`))
  }
  const kept = Array.from({ length: 80 }, (_, number) => `new-${number}`).filter(key => ask(key))
  t.ok(kept.length > 60, `${kept.length} of 80`)
})

t.test('drop removes exactly the items of the given groups', async t => {
  const { add, drop, get, evicted, count, bytes } = cacheOf(1000)
  add(item('a', 10, ['list', 'a:1']))
  add(item('b', 10, ['list']))
  add(item('c', 10, ['a:2']))
  drop(['a:1', 'list', 'unknown'])
  t.strictSame([evicted.sort(), get('c')?.key, count(), bytes()], [['a', 'b'], 'c', 1, 10])
})

t.test('add replaces an item with the same key and refuses an item that is too large', async t => {
  const { add, get, evicted, bytes } = cacheOf(1000)
  add(item('a', 10))
  const second = item('a', 20)
  t.equal(add(second), true)
  t.strictSame([get('a'), evicted, bytes()], [second, ['a'], 20])
  t.equal(add(item('large', 126)), false)
  t.equal(get('large'), undefined)
})

t.test('the byte count is correct and within the limit after any sequence of operations', async t => {
  const command = fc.record({
    what: fc.constantFrom('add', 'ask', 'grow', 'remove', 'drop', 'sweep'),
    key: fc.nat(15),
    bytes: fc.integer({ min: 1, max: 150 }),
  })
  const property = fc.property(fc.array(command, { maxLength: 200 }), commands => {
    const left = new Set<CacheItem>()
    const made = createEvictingCache<CacheItem>(500, one => left.delete(one))
    for (const { what, key: number, bytes } of commands) {
      const key = String(number)
      const found = made.get(key)
      const fresh = item(key, bytes, [`g${number % 3}`])
      if (what === 'add' && made.add(fresh) && made.get(key) === fresh) left.add(fresh)
      if (what === 'ask' && found) found.uses = Math.min(3, found.uses + 1)
      if (what === 'grow' && found) made.grow(found, bytes)
      if (what === 'remove' && found) made.remove(found)
      if (what === 'drop') made.drop([`g${number % 3}`])
      if (what === 'sweep') made.removeUnless(one => one.key !== key)
      const sum = [...left].reduce((total, one) => total + one.bytes, 0)
      if (made.bytes() !== sum || sum > 500 || made.count() !== left.size) return false
    }
    made.clear()
    return made.bytes() === 0 && made.count() === 0 && left.size === 0
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 300 }))
})
