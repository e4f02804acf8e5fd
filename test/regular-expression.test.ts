import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseSource } from './architecture/source.ts'
import { builtLate, expressions, faultOf, sources } from './regular-expression/expression.ts'

/** Literals that the checker has found to take linear time; `npm run test:full` checks them again. */
const linear = new Set<string>(read('linear'))
/** Literals that it cannot judge, or that take longer, with the reason why each is no danger and the length of its input. */
const accepted = read('accepted') as { literal: string; reason: string; longestInput?: number }[]

const all = await expressions()

t.test('every regular expression takes time in proportion to its input', t => {
  t.ok(all.length > 500, 'the search finds more than 500')
  const known = new Set([...linear, ...accepted.map(({ literal }) => literal)])
  for (const { literal, places } of all.filter(one => !known.has(one.literal))) {
    const fault = faultOf(literal, 30)
    if (fault) t.fail(`${places.join(', ')}: ${literal} is ${fault.detail}`)
    else t.comment(`${places.join(', ')}: add ${JSON.stringify(literal)} to test/regular-expression/linear.json`)
  }
  t.end()
})

t.test('the lists contain only regular expressions of the source', t => {
  const there = new Set(all.map(({ literal }) => literal))
  t.strictSame(
    [...linear, ...accepted.map(({ literal }) => literal)].filter(literal => !there.has(literal)),
    [],
  )
  for (const { literal, reason, longestInput = 0 } of accepted) {
    t.ok(reason.length > 20, `${literal} has a reason`)
    t.ok(longestInput <= 10_000, `${literal} has a short input`)
  }
  t.end()
})

t.test('no regular expression is built from parts within a function', t => {
  t.strictSame(sources().flatMap(builtLate), [])
  const late = parseSource('src/a.ts', "const a = new RegExp('a')\nexport const b = (c: string) => new RegExp(c)\n")
  t.strictSame(builtLate(late), ['src/a.ts:2'])
  t.end()
})

t.test('the checker of regular expressions finds slow ones', t => {
  t.strictSame(faultOf('/(a|a)+$/', 30)?.kind, 'slow')
  t.strictSame(faultOf('/a+$/', 30)?.kind, 'slow')
  t.strictSame(faultOf('/^a+$/', 30), undefined)
  t.end()
})

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`regular-expression/${name}.json`, import.meta.url), 'utf8'))
}
