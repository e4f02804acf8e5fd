import t from 'tap'
import { compare, spread } from './measure.ts'
import type { Contender } from './row.ts'

t.test('contenders take turns, and each ratio compares figures of the same round', async t => {
  const order: string[] = []
  const contender = (name: string, values: number[]): Contender => ({
    name,
    async take() {
      order.push(name)
      return { value: values.shift() ?? 0, errors: name === 'other' ? ['late'] : [] }
    },
  })
  const measured = await compare([contender('ours', [10, 100, 30]), contender('other', [20, 200, 30])], 3)
  t.equal(order.join(' '), 'ours other other ours ours other')
  t.strictSame(measured, [
    {
      name: 'ours',
      value: { median: 30, low: 10, high: 100 },
      ratio: undefined,
      ratioAlone: undefined,
      errors: [],
      busy: undefined,
    },
    {
      name: 'other',
      value: { median: 30, low: 20, high: 200 },
      ratio: { median: 0.5, low: 0.5, high: 1 },
      ratioAlone: undefined,
      errors: ['late', 'late', 'late'],
      busy: undefined,
    },
  ])
})

t.test('the median of an even number of figures is the mean of the two in the middle', t => {
  t.strictSame(spread([4, 1, 3, 2]), { median: 2.5, low: 1, high: 4 })
  t.end()
})
