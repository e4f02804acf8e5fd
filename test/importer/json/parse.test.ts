import t from 'tap'
import { hasTooManyValues, parseJson } from '../../../src/importer/json/parse.ts'
import { fc } from '../../property.ts'

t.test('parseJson: what JSON.parse gives, whatever stands in strings', async t => {
  fc.assert(
    fc.property(fc.json(), json => {
      t.strictSame(parseJson(json), JSON.parse(json))
    }),
    { numRuns: 50 },
  )
  t.throws(() => parseJson('{'), SyntaxError)
})

t.test('parseJson: more values than any article needs are refused before they are made', async t => {
  for (const value of ['[],', '{},', '1,', '"",', '"\\\\",', '"a\\",b",']) {
    const json = `[${value.repeat(600_000)}1]`
    t.equal(hasTooManyValues(json), true, value)
    t.throws(() => parseJson(json), /too many values/)
  }
})

t.test('parseJson: long words are no values', async t => {
  for (const words of [
    'a, b, [c], {d} '.repeat(100_000),
    ','.repeat(2_000_000),
    '\\\\'.repeat(600_000),
    '\\",'.repeat(600_000),
  ]) {
    const json = `["${words}"]`
    t.equal(hasTooManyValues(json), false)
    t.equal((parseJson(json) as string[]).length, 1)
  }
  t.equal(hasTooManyValues(`"${'x'.repeat(600_000)}`), false, 'a string without end')
})
