import t from 'tap'
import { createRecentChanges } from '../../../src/http/cache/recent-change.ts'

t.test('hasChanged is true when the last change of a group is after the given position', async t => {
  const recent = createRecentChanges()
  recent.note(['a', 'list'], 5)
  recent.note(['b', 'list'], 7)
  const cases: [string[], number, boolean][] = [
    [['a'], 4, true],
    [['a'], 5, false],
    [['b'], 5, true],
    [['list'], 6, true],
    [['list'], 7, false],
    [['other'], 0, false],
    [[], 0, false],
  ]
  for (const [groups, since, hasChanged] of cases)
    t.equal(recent.hasChanged(groups, since), hasChanged, `${groups} since ${since}`)
})

t.test('hasChanged is true for a group that may have been forgotten', async t => {
  const recent = createRecentChanges(2)
  recent.note(['a'], 1)
  recent.note(['b'], 2)
  recent.note(['a'], 3)
  recent.note(['c'], 4)
  t.equal(recent.hasChanged(['b'], 1), true, 'the group was forgotten')
  t.equal(recent.hasChanged(['unknown'], 1), true, 'the group may have been forgotten')
  t.equal(recent.hasChanged(['unknown'], 2), false)
  t.equal(recent.hasChanged(['a'], 2), true)
})

t.test('hasChanged is true for every group after a change with unknown groups', async t => {
  const recent = createRecentChanges()
  recent.note(['a'], 3)
  recent.noteAll(5)
  recent.note(['b'], 7)
  t.equal(recent.hasChanged(['a'], 4), true)
  t.equal(recent.hasChanged(['a'], 5), false)
  t.equal(recent.hasChanged(['b'], 5), true)
})
