import t from 'tap'
import { droppedMembers } from '../../src/http/message/dropped-member.ts'

t.test('droppedMembers returns the members that a schema dropped at any depth', async t => {
  const given = { a: 1, 'b/c': { d: [{ e: 1, f: 2 }] }, g: null }
  t.strictSame(droppedMembers(given, { a: 1, 'b/c': { d: [{ e: 1 }] }, g: null }), [
    { path: ['b/c', 'd', '0'], name: 'f' },
  ])
  t.strictSame(droppedMembers(given, given), [])
  t.strictSame(droppedMembers('a', 'b'), [])
  t.strictSame(droppedMembers(JSON.parse('{"__proto__":1}'), {}), [{ path: [], name: '__proto__' }])
})

t.test('droppedMembers handles deep nesting without a stack overflow and limits the length of its result', async t => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
  t.strictSame(droppedMembers(deep, deep), [])
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`m${index}`, 1]))
  t.ok(droppedMembers([wide, wide], [{}, {}]).length <= 1000)
})
