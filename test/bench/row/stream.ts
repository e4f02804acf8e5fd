import { type Desk, editorKey, openDesk } from '../desk.ts'
import type { Lab } from '../lab.ts'
import { type Listeners, listen } from '../listen.ts'
import { heldMb } from '../machine.ts'
import type { Contender, Row } from '../row.ts'
import type { Server } from '../server.ts'

/** Milliseconds in which all streams must receive a change. */
const idleMs = 30_000

export const streamRows: Row[] = [
  {
    name: 'stream, memory of each',
    unit: 'kB',
    goals: [{ atMost: 64 }],
    async prepare(lab) {
      const { server, desk } = await newsroom(lab)
      await settle(desk, 0)
      const before = heldMb(server.pid) ?? Number.NaN
      const streams = await listen(server.port, lab.plan.streams)
      const opened = heldMb(server.pid) ?? Number.NaN
      const errors = await tell(desk, streams, 1)
      const after = heldMb(server.pid) ?? Number.NaN
      streams.close()
      const each = ((opened - before) * 1024) / lab.plan.streams
      const figures = [before, opened, after].map(figure => figure.toFixed(0))
      return {
        rounds: 1,
        contenders: [{ name: `${lab.plan.streams} streams`, take: async () => ({ value: each, errors }) }],
        notes: [`${figures[0]} MB before, ${figures[1]} MB with all open, ${figures[2]} MB after a change`],
      }
    },
  },
  {
    name: 'stream, a change to all',
    unit: 'ms',
    goals: [{ atMost: 1000 }],
    async prepare(lab) {
      const { server, desk } = await newsroom(lab)
      const streams = await listen(server.port, lab.plan.streams)
      let edition = 0
      const contender: Contender = {
        name: `${lab.plan.streams} streams`,
        async take() {
          edition += 1
          const started = performance.now()
          const errors = await tell(desk, streams, edition)
          return { value: performance.now() - started, errors }
        },
      }
      return {
        contenders: [{ ...contender, warmUp: contender.take }],
        notes: ['from the request that publishes to the last of the streams; one process plays all readers'],
      }
    },
  },
]

async function newsroom(lab: Lab): Promise<{ server: Server; desk: Desk }> {
  const server = await lab.start(await lab.copy('small'), { OFFPRINT_ADMIN_KEY: editorKey })
  return { server, desk: openDesk(server.port) }
}

/** Lets the server handle one change, so that its memory reaches its usual size. */
async function settle(desk: Desk, from: number): Promise<void> {
  for (let number = from; number < from + 20; number += 1) await desk.publish(number, 1)
}

/** Publishes, waits until all streams received that many changes, and returns errors. */
async function tell(desk: Desk, streams: Listeners, count: number): Promise<string[]> {
  await desk.publish(900, count)
  const isTold = await streams.when(heard => heard.every(one => one >= count), idleMs)
  const lost = streams.lost() > 0 ? [`${streams.lost()} streams ended`] : []
  return isTold ? lost : [...lost, `not all streams received it within ${idleMs} ms`]
}
