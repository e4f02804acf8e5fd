import { constantOf, fetchExpected } from '../answer.ts'
import { rate } from '../contender.ts'
import type { Baseline, Lab } from '../lab.ts'
import { get } from '../load.ts'
import type { Prepared, Row } from '../row.ts'
import { articlePath } from '../target.ts'

const bare = { against: 'node:http', atLeast: 0.9 }
const fastify = { against: 'Fastify', atLeast: 1 }

const both = ['node:http', 'Fastify'] as const

/** Answers that every request asks for again. */
export const hotRows: Row[] = [
  {
    name: 'hot article',
    unit: 'req/s',
    goals: [bare, fastify],
    prepare: async lab => beside(lab, await articlePath((await lab.offprint('small')).port), both),
  },
  { name: 'hot list', unit: 'req/s', goals: [bare, fastify], prepare: lab => beside(lab, '/v1/articles', both) },
  {
    name: '304',
    unit: 'req/s',
    goals: [bare],
    async prepare(lab) {
      const { port } = await lab.offprint('small')
      const path = await articlePath(port)
      const { headers } = await fetchExpected(port, path, 200)
      return beside(lab, path, ['node:http'], { 'If-None-Match': String(headers['etag']) }, 304)
    },
  },
]

/** One path of Offprint beside servers that give the same answer, byte for byte, without looking. */
async function beside(
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
