import { constantOf, fetchExpected } from './answer.ts'
import { rate } from './contender.ts'
import type { Baseline, Lab } from './lab.ts'
import { get } from './load.ts'
import type { Prepared } from './row.ts'

/** One path of Offprint beside servers that give the same answer, byte for byte, without looking. */
export async function beside(
  lab: Lab,
  path: string,
  baselines: readonly Baseline[],
  headers: Record<string, string> = {},
  status = 200,
): Promise<Prepared> {
  const ours = await lab.offprint('small')
  const answer = await fetchExpected(ours.port, path, status, headers)
  const request = get(path, headers)
  const expect = { status, length: answer.body.length }
  const constant = constantOf(answer, path)
  const contenders = [rate('Offprint', ours, lab, () => request, expect)]
  for (const kind of baselines) {
    contenders.push(rate(kind, await lab.baseline(kind, constant), lab, () => request, expect))
  }
  const notes = [`${answer.body.length} bytes, ${constant.headers.length / 2} headers beside those of node:http`]
  return { contenders, notes }
}
