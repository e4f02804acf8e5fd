import { constantOf, fetchExpected } from './answer.ts'
import { rate } from './contender.ts'
import type { Baseline, Lab } from './lab.ts'
import { get } from './load.ts'
import type { Prepared } from './row.ts'
import type { Server } from './server.ts'

/**
 * One path of Offprint, compared with servers that send the same response from memory.
 *
 * @param how `ours`: by default the server of the small file
 */
export async function compare(
  lab: Lab,
  path: string,
  baselines: readonly Baseline[],
  how: { headers?: Record<string, string>; status?: number; ours?: Server } = {},
): Promise<Prepared> {
  const { headers = {}, status = 200, ours = await lab.offprint('small') } = how
  const answer = await fetchExpected(ours.port, path, status, headers)
  const request = get(path, headers)
  const expect = { status, length: answer.body.length }
  const constant = constantOf(answer, path)
  const contenders = [rate('Offprint', ours, lab, () => request, expect)]
  for (const kind of baselines) {
    contenders.push(rate(kind, await lab.baseline(kind, constant), lab, () => request, expect))
  }
  const notes = [
    `${answer.body.length} bytes, ${constant.headers.length / 2} headers in addition to those of node:http`,
  ]
  return { contenders, notes }
}
