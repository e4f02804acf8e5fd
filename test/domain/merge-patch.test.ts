import t from 'tap'
import { mergePatch } from '../../src/domain/input/merge-patch.ts'

/** RFC 7396 appendix A. */
const cases: [target: unknown, patch: unknown, result: unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

for (const [target, patch, result] of cases) {
  t.test(`mergePatch: ${JSON.stringify(target)} with ${JSON.stringify(patch)}`, async t => {
    t.strictSame(mergePatch(target, patch), result)
  })
}

t.test('mergePatch treats `__proto__` as an ordinary member', async t => {
  const merged = mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}'))
  t.strictSame(Object.keys(Object(merged)), ['__proto__'])
  t.equal(Reflect.get({}, 'polluted'), undefined)
})
