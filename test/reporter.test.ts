import { text } from 'node:stream/consumers'
import t from 'tap'
import Reporter from './reporter.ts'

/** What the reporter prints for TAP that arrives in chunks of a size. */
async function printed(tap: string, size: number): Promise<string> {
  const reporter = new Reporter()
  for (let at = 0; at < tap.length; at += size) reporter.write(tap.slice(at, at + size))
  reporter.end()
  return text(reporter)
}

const tap = `TAP version 14
ok 1 - a.test.ts # time=5ms {
    # Subtest: good
        ok 1 - right
          ---
          at: nowhere
          ...
        1..1
    ok 1 - good # time=1ms
    ok 2 - missing # SKIP no database
    1..2
}
# Subtest: b.test.ts
    # Subtest: outer
        # Subtest: inner
            ok 1 - right
            not ok 2 - wrong
              ---
              diff: |
                -ok 1
                +ok 2
              ...
            printed by the test
            # a comment
            1..2
        not ok 1 - inner # time=2ms
        1..1
    not ok 1 - outer # time=3ms
    1..1
not ok 2 - b.test.ts # time=4ms
1..2
# { total: 3, pass: 1, fail: 1, skip: 1 }
`

const news = `TAP version 14
ok 1 - a.test.ts # time=5ms {
    ok 2 - missing # SKIP no database (a.test.ts)
            not ok 2 - wrong (b.test.ts > outer > inner)
              ---
              diff: |
                -ok 1
                +ok 2
              ...
            printed by the test
        not ok 1 - inner # time=2ms (b.test.ts > outer)
    not ok 1 - outer # time=3ms (b.test.ts)
not ok 2 - b.test.ts # time=4ms
1..2
# { total: 3, pass: 1, fail: 1, skip: 1 }
`

t.test('prints failures with their explanation and the tests above, skipped tests, processes and totals', async t => {
  for (const size of [1, 7, tap.length]) t.equal(await printed(tap, size), news, `in chunks of ${size}`)
})

t.test('prints that a test ended everything, and a last line that does not end', async t => {
  t.equal(await printed('Bail out! # no\n# time=1', 4), 'Bail out! # no\n# time=1\n')
})
