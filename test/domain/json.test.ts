import t from 'tap'
import { at, clean, jsonDepth, tooDeep } from '../../src/domain/text/json.ts'

function nested(depth: number): unknown {
  let value: unknown = {}
  for (let level = 1; level < depth; level += 1) value = level % 2 ? [value] : { 'a/b~': value }
  return value
}

t.test('clean removes nulls and values that JSON or UTF-8 cannot represent', async t => {
  const given = {
    a: null,
    b: undefined,
    c: [null, 1, undefined, Number.NaN],
    d: 'x\ud800y\u{1f600}',
    '\udc00': true,
    e: { f: null },
  }
  t.strictSame(clean(given) as unknown, { c: [1], d: 'x\ufffdy\u{1f600}', '\ufffd': true, e: {} })
})

t.test('clean cuts deep nesting without a stack overflow', async t => {
  t.equal(tooDeep(clean(nested(100_000))), undefined)
  t.strictSame(clean(nested(jsonDepth)), nested(jsonDepth))
})

t.test('tooDeep points to the first value past the limit', async t => {
  t.equal(tooDeep(nested(jsonDepth)), undefined)
  t.type(tooDeep(nested(100_000)), 'string')
  t.equal(tooDeep({ a: [1, { 'b/~': [[]] }] }, 4), '/a/1/b~1~0/0')
  t.equal(tooDeep(null), undefined)
})

t.test('at escapes the member name in a pointer', async t => {
  t.equal(at(at('', 'a/b'), 0), '/a~1b/0')
})
