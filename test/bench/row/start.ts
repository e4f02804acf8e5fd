import { constantOf, fetchExpected } from '../answer.ts'
import type { Baseline, Lab } from '../lab.ts'
import type { Contender, Row, Take } from '../row.ts'
import type { Server } from '../server.ts'

/** From the start of the process to its first 200, on a file that is of the newest schema. */
export const startRows: Row[] = [
  {
    name: 'start to first 200',
    unit: 'ms',
    goals: [{ against: 'Fastify', atMost: 2 }],
    async prepare(lab) {
      const { path, articles } = await lab.file('large')
      const ours = await lab.start(path)
      const constant = constantOf(await fetchExpected(ours.port, '/v1/articles', 200), '/v1/articles')
      await ours.stop()
      return {
        contenders: [
          startOf('Offprint', () => lab.start(path)),
          startOf('Fastify', () => lab.baseline('Fastify' satisfies Baseline, constant)),
        ],
        notes: [`${articles} articles`],
        rounds: 5,
      }
    },
  },
]

function startOf(name: string, start: () => ReturnType<Lab['start']>): Contender {
  const take = async (): Promise<Take> => {
    const server: Server = await start()
    await server.stop()
    return { value: server.startMs, errors: [] }
  }
  return { name, take, warmUp: take }
}
