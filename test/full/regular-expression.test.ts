import { readFileSync } from 'node:fs'
import t from 'tap'
import { faultOf } from '../regular-expression/expression.ts'

t.setTimeout(1_200_000)

const list = new URL('../regular-expression/linear.json', import.meta.url)

t.test('the regular expressions that are listed as linear are linear', { timeout: 1_200_000 }, t => {
  const linear: string[] = JSON.parse(readFileSync(list, 'utf8'))
  // A checker that gives up on a busy machine says nothing; what is new must be judged in `npm test`.
  t.strictSame(
    linear.filter(literal => faultOf(literal, 30)?.kind === 'slow'),
    [],
  )
  t.end()
})
