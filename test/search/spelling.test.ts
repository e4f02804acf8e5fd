import t from 'tap'
import { allowedEdits, editDistance, nearestBeginning, nearestWords } from '../../src/search/spelling.ts'
import { fc } from '../property.ts'

t.test('editDistance counts insertions, omissions, replacements and swaps; the first letter counts double', async t => {
  const cases: [string, string, number][] = [
    ['harbour', 'harbour', 0],
    ['harbuor', 'harbour', 1],
    ['harbur', 'harbour', 1],
    ['harboour', 'harbour', 1],
    ['harbaur', 'harbour', 1],
    ['xarbour', 'harbour', 2],
    ['arbour', 'harbour', 2],
    ['ahrbour', 'harbour', 2],
    ['bharbour', 'harbour', 2],
    ['harburo', 'harbour', 2],
  ]
  t.strictSame(
    cases.map(([one, other]) => [one, other, editDistance(one, other, 3)]),
    cases,
  )
  t.equal(editDistance('harbour', 'market', 2), Number.POSITIVE_INFINITY)
})

t.test('editDistance is symmetric, and 0 for equal words only', async () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
  fc.assert(
    fc.property(words, words, (one, other) => {
      const distance = editDistance(one, other, 20)
      return distance === editDistance(other, one, 20) && (distance === 0) === (one === other)
    }),
  )
})

t.test('editDistance is infinite above the allowed edits, and exact up to them', async () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(words, words, fc.nat({ max: 4 }), (one, other, max) => {
      const distance = editDistance(one, other, 20)
      return editDistance(one, other, max) === (distance > max ? Number.POSITIVE_INFINITY : distance)
    }),
  )
})

t.test('nearestBeginning finds the beginning with the fewest edits', async t => {
  t.strictSame(nearestBeginning('comitt', 'committee', 1), { beginning: 'committ', distance: 1 })
  t.strictSame(nearestBeginning('habr', 'harbour', 1), { beginning: 'harb', distance: 1 })
  t.strictSame(nearestBeginning('harb', 'harbour', 1), { beginning: 'harb', distance: 0 })
  t.equal(nearestBeginning('comitt', 'harbour', 2), undefined)
  t.equal(nearestBeginning('comitt', '', 2), undefined)
  // Never half of a surrogate pair.
  t.strictSame(nearestBeginning('abcde', 'abcd😀', 2), { beginning: 'abcd', distance: 1 })
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(words, words, fc.nat({ max: 3 }), (word, other, max) => {
      const all = Array.from({ length: other.length + 1 }, (_, end) => editDistance(word, other.slice(0, end), max))
      const least = Math.min(...all)
      const found = nearestBeginning(word, other, max)
      return found
        ? found.distance === least && editDistance(word, found.beginning, max) === least
        : least === Number.POSITIVE_INFINITY
    }),
  )
})

t.test('nearestWords returns the words with the fewest edits that the length allows', async t => {
  t.strictSame(['four', 'fives', 'eightlet', 'nineletter'].map(allowedEdits), [0, 1, 1, 2])
  t.strictSame(nearestWords('lihgt', ['light', 'sight', 'lights']), ['light'])
  t.strictSame(nearestWords('brid', ['bride']), [])
  t.strictSame(nearestWords('breakwatre', ['breakwater', 'breakwaters']), ['breakwater'])
})
