import { constantOf, fetchExpected } from '../answer.ts'
import { rate } from '../contender.ts'
import type { Lab } from '../lab.ts'
import { get } from '../load.ts'
import type { Prepared, Row } from '../row.ts'
import { articlePath } from '../target.ts'

const bare = { against: 'node:http', atLeast: 0.9 }
const fastify = { against: 'Fastify', atLeast: 1 }

/** Answers that every request asks for again. */
export const hotRows: Row[] = [
  {
    name: 'hot article',
    unit: 'req/s',
    goals: [bare, fastify],
    prepare: async lab => beside(lab, await articlePath((await lab.offprint('small')).port)),
  },
  { name: 'hot list', unit: 'req/s', goals: [bare, fastify], prepare: lab => beside(lab, '/v1/articles') },
  {
    name: '304',
    unit: 'req/s',
    goals: [bare],
    async prepare(lab) {
      const { port } = await lab.offprint('small')
      const path = await articlePath(port)
      const { headers } = await fetchExpected(port, path, 200)
      return beside(lab, path, { 'If-None-Match': String(headers['etag']) }, 304)
    },
  },
]

/** One path of Offprint beside servers that give the same answer, byte for byte, without looking. */
async function beside(lab: Lab, path: string, headers: Record<string, string> = {}, status = 200): Promise<Prepared> {
  const ours = await lab.offprint('small')
  const answer = await fetchExpected(ours.port, path, status, headers)
  const request = get(path, headers)
  const expect = { status, length: answer.body.length }
  const constant = constantOf(answer, path)
  const same = async (kind: 'node:http' | 'Fastify') =>
    rate(kind, await lab.baseline(kind, constant), lab, () => request, expect)
  return {
    contenders: [rate('Offprint', ours, lab, () => request, expect), await same('node:http'), await same('Fastify')],
    notes: [`${answer.body.length} bytes, ${constant.headers.length / 2} headers beside those of node:http`],
  }
}
