import { fetchExpected } from '../answer.ts'
import { compare } from '../compare.ts'
import type { Row } from '../row.ts'
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
    prepare: async lab => compare(lab, await articlePath((await lab.offprint('small')).port), both),
  },
  { name: 'hot list', unit: 'req/s', goals: [bare, fastify], prepare: lab => compare(lab, '/v1/articles', both) },
  {
    name: '304',
    unit: 'req/s',
    goals: [bare],
    async prepare(lab) {
      const { port } = await lab.offprint('small')
      const path = await articlePath(port)
      const { headers } = await fetchExpected(port, path, 200)
      return compare(lab, path, ['node:http'], { headers: { 'If-None-Match': String(headers['etag']) }, status: 304 })
    },
  },
]
