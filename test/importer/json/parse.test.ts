import t from 'tap'
import { hasTooManyValues, parseJson } from '../../../src/importer/json/parse.ts'
import { fc } from '../../property.ts'

t.test('parseJson returns the same value as JSON.parse, with any content of strings', async t => {
  fc.assert(
    fc.property(fc.json(), json => {
      t.strictSame(parseJson(json), JSON.parse(json))
    }),
    { numRuns: 50 },
  )
  t.throws(() => parseJson('{'), SyntaxError)
})

t.test('parseJson refuses too many values before it creates them', async t => {
  for (const value of ['[],', '{},', '1,', '"",', '"\\\\",', '"a\\",b",']) {
    const json = `[${value.repeat(600_000)}1]`
    t.equal(hasTooManyValues(json), true, value)
    t.throws(() => parseJson(json), /too many values/)
  }
})

t.test('parseJson does not count the content of long strings as values', async t => {
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
  t.equal(hasTooManyValues(`"${'x'.repeat(600_000)}`), false, 'refuses a string that is not closed')
})
