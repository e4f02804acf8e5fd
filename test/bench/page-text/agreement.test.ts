import { test } from 'tap'
import { agreement } from './agreement.ts'

test('texts are compared by their runs of four words', async t => {
  t.strictSame(agreement('a b c d e', 'A? no'), { precision: 0, recall: 0, f1: 0 })
  t.strictSame(agreement('a b c d e', 'a, b – c. d e!'), { precision: 1, recall: 1, f1: 1 })
  t.strictSame(agreement('a b c d e', 'a b c d'), { precision: 1, recall: 0.5, f1: 2 / 3 })
  t.strictSame(agreement('a b c d', 'a b c d e f g'), { precision: 0.25, recall: 1, f1: 0.4 })
})
