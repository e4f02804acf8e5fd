import { readFileSync } from 'node:fs'
import t from 'tap'
import { faultInProcess } from '../regular-expression/expression.ts'

t.setTimeout(1_200_000)

const list = new URL('../regular-expression/linear.json', import.meta.url)

/** On a busy machine, the checker may give up or guess, and judges otherwise when asked again. What is slow is so each time. */
async function isSlow(literal: string): Promise<boolean> {
  for (let round = 0; round < 3; round += 1) {
    if ((await faultInProcess(literal, 30))?.kind !== 'slow') return false
  }
  return true
}

t.test('every regular expression that is listed as linear takes linear time', { timeout: 1_200_000 }, async t => {
  const linear: string[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const literal of ['/^(a+)+$/', '/a*a*b/']) t.ok(await isSlow(literal), literal)
  const slow: string[] = []
  for (const literal of linear) if (await isSlow(literal)) slow.push(literal)
  t.strictSame(slow, [])
})
