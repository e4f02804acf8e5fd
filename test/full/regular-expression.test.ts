import { readFileSync } from 'node:fs'
import t from 'tap'
import { faultOf } from '../regular-expression/expression.ts'

t.setTimeout(1_200_000)

const list = new URL('../regular-expression/linear.json', import.meta.url)

t.test('every regular expression that is listed as linear takes linear time', { timeout: 1_200_000 }, t => {
  const linear: string[] = JSON.parse(readFileSync(list, 'utf8'))
  // On a busy machine, the checker may give up or guess, and judges otherwise when asked again. What is slow is so each time.
  const isSlow = (literal: string) => [1, 2, 3].every(() => faultOf(literal, 30)?.kind === 'slow')
  t.ok(['/^(a+)+$/', '/a*a*b/'].every(isSlow))
  t.strictSame(linear.filter(isSlow), [])
  t.end()
})
