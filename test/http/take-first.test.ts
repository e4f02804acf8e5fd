import t from 'tap'
import { createTakeFirst } from '../../src/http/cache/take-first.ts'
import { fc } from '../property.ts'

t.test('take returns the first value after any sequence of additions, removals and moves to the end', async () => {
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
