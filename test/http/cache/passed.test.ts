import t from 'tap'
import { createPassed } from '../../../src/http/cache/passed.ts'

t.test('a fill is too old when one of its groups changed after it began', async t => {
  const passed = createPassed()
  passed.note(['a', 'list'], 5)
  passed.note(['b', 'list'], 7)
  const cases: [string[], number, boolean][] = [
    [['a'], 4, true],
    [['a'], 5, false],
    [['b'], 5, true],
    [['list'], 6, true],
    [['list'], 7, false],
    [['other'], 0, false],
    [[], 0, false],
  ]
  for (const [groups, since, isPast] of cases) t.equal(passed.isPast(groups, since), isPast, `${groups} since ${since}`)
})

t.test('what was forgotten counts as changed', async t => {
  const passed = createPassed(2)
  passed.note(['a'], 1)
  passed.note(['b'], 2)
  passed.note(['a'], 3)
  passed.note(['c'], 4)
  t.equal(passed.isPast(['b'], 1), true, 'forgotten')
  t.equal(passed.isPast(['unknown'], 1), true, 'it may have been forgotten')
  t.equal(passed.isPast(['unknown'], 2), false)
  t.equal(passed.isPast(['a'], 2), true)
})
