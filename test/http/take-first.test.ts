import fc from 'fast-check'
import t from 'tap'
import { createTakeFirst } from '../../src/http/access/take-first.ts'
import { growth } from '../pace.ts'

t.test('what is taken stands first, whatever was added, removed and put last before', async () => {
  const step = fc.tuple(fc.constantFrom('add', 'remove', 'put last', 'take'), fc.integer({ min: 0, max: 8 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), steps => {
      const kept = new Set<number>()
      const take = createTakeFirst(() => kept.values())
      for (const [what, value] of steps) {
        if (what === 'add') kept.add(value)
        if (what === 'remove') kept.delete(value)
        if (what === 'put last' && kept.delete(value)) kept.add(value)
        if (what !== 'take') continue
        const [first] = kept
        const taken = take()
        if (taken !== first) return false
        if (taken !== undefined && kept.delete(taken) && value > 4) kept.add(taken)
      }
      return true
    }),
    { numRuns: 300 },
  )
})

t.test('taking many costs no more for each than taking few', async t => {
  const work = (count: number) => {
    const kept = new Map(Array.from({ length: count }, (_, number) => [number, number]))
    const take = createTakeFirst(() => kept.keys())
    for (let number = 0; number < count; number += 1) {
      kept.delete(take() ?? -1)
      kept.set(count + number, number)
    }
  }
  const grown = await growth(work, [20_000, 160_000], 8 * 4)
  t.ok(grown <= 8 * 4, `${grown.toFixed()} times as long for 8 times as many`)
})
