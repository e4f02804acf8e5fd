import t from 'tap'
import { leftovers } from '../../src/http/message/leftover.ts'

t.test('leftovers: members that a schema dropped, wherever they stand', async t => {
  const given = { a: 1, 'b/c': { d: [{ e: 1, f: 2 }] }, g: null }
  t.strictSame(leftovers(given, { a: 1, 'b/c': { d: [{ e: 1 }] }, g: null }), [{ path: ['b/c', 'd', '0'], name: 'f' }])
  t.strictSame(leftovers(given, given), [])
  t.strictSame(leftovers('a', 'b'), [])
  t.strictSame(leftovers(JSON.parse('{"__proto__":1}'), {}), [{ path: [], name: '__proto__' }])
})

t.test('leftovers: depth costs no stack, and an answer is not longer than it helps', async t => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  t.strictSame(leftovers(deep, deep), [])
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1]))
  t.ok(leftovers([wide, wide], [{}, {}]).length <= 1000)
})
