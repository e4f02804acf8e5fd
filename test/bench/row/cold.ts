import { constantOf, fetchExpected } from '../answer.ts'
import { rate } from '../contender.ts'
import { get } from '../load.ts'
import type { Row } from '../row.ts'
import { articlePath } from '../target.ts'

/** Reads that no cache of ours can answer: each article of the file once, then again from the first. */
export const coldRows: Row[] = [
  {
    name: 'cold article',
    unit: 'req/s',
    goals: [{ against: 'Fastify', atLeast: 0.6 }],
    async prepare(lab) {
      const { articles, slug, path } = await lab.file('large')
      const ours = await lab.offprint('large')
      const typical = await fetchExpected(ours.port, await articlePath(ours.port), 200)
      const answer = constantOf(typical, '/v1/articles/:ref')
      const constant = await lab.baseline('Fastify', answer)
      const store = { path, ready: `/v1/articles/${slug(0)}` }
      const bare = await lab.baseline('node:http and SQLite', answer, store)
      const walk = () => {
        let position = 0
        return () => get(`/v1/articles/${slug(position++)}`)
      }
      return {
        contenders: [
          rate('Offprint', ours, lab, walk(), { status: 200 }, lab.plan.warmUpMs * 10),
          rate('Fastify', constant, lab, walk(), { status: 200, length: typical.body.length }),
          rate('node:http and SQLite', bare, lab, walk(), { status: 200 }),
        ],
        notes: [
          `${articles} articles; the file is in the system's page cache. Without a store read nothing is cold: the third line is what node:http makes of the same look-up`,
        ],
      }
    },
  },
]
