import { readFileSync } from 'node:fs'
import t from 'tap'
import { faultOf } from '../regular-expression/expression.ts'

t.setTimeout(1_200_000)

const list = new URL('../regular-expression/linear.json', import.meta.url)

t.test('every regular expression that is listed as linear takes linear time', { timeout: 1_200_000 }, t => {
  const linear: string[] = JSON.parse(readFileSync(list, 'utf8'))
  // On a busy machine, the checker may give up, which is no fault; `npm test` judges new expressions.
  t.strictSame(
    linear.filter(literal => faultOf(literal, 30)?.kind === 'slow'),
    [],
  )
  t.end()
})
