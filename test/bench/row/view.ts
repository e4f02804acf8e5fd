import { setTimeout } from 'node:timers/promises'
import { type Expectation, load } from '../load.ts'
import { p99During } from '../paced.ts'
import type { Row } from '../row.ts'

const perSecond = 2000
/** Milliseconds between two groups of views. */
const stepMs = 50
const connections = 50
/** Seconds of views before the measurement. */
const warmUp = 5
const expect: Expectation = { status: 204, length: 0 }

/** How long a reader waits while views are counted. The views are of a hundred articles, from visitors who are not recognised. */
export const viewRows: Row[] = [
  {
    name: 'hot p99 during 2,000 views a second',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { slug } = await lab.file('large')
      const { port } = await lab.start(await lab.copy('large'), { RATE_LIMIT: 'none' })
      let number = 0
      const next = () => {
        number += 1
        return post(`/v1/articles/${slug(number % 100)}/views`)
      }
      /** A second of views: each group is sent when it is due, also while earlier ones are not answered. */
      const work = async () => {
        const started = performance.now()
        const groups = Array.from({ length: 1000 / stepMs }, async (_, group) => {
          await setTimeout(group * stepMs)
          let left = (perSecond * stepMs) / 1000
          return load({ port, next: () => (left-- > 0 ? next() : undefined), expect, connections })
        })
        const loads = await Promise.all(groups)
        const took = performance.now() - started
        const errors = loads.flatMap(one => one.errors)
        return took > 1500 ? [...errors, `${perSecond} views took ${Math.round(took)} ms`] : errors
      }
      // A new process compiles its code during the first seconds.
      for (let second = 0; second < warmUp; second += 1) await work()
      return {
        rounds: 1,
        contenders: [{ name: 'Offprint', take: () => p99During(port, `/v1/articles/${slug(0)}`, work, lab.plan) }],
      }
    },
  },
]

function post(target: string): Buffer {
  const head = [
    `POST ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Content-Length: 0',
    'Sec-GPC: 1',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
}
