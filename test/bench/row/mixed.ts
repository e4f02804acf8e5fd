import { editorKey, openDesk } from '../desk.ts'
import { listen } from '../listen.ts'
import { heldMb } from '../machine.ts'
import { spread } from '../measure.ts'
import { type Client, type Done, deaf, difference, newReader, reading, syncing, writing } from '../mixed.ts'
import type { Contender, Row } from '../row.ts'

const hot = 100
/** Milliseconds between two looks at the server's memory. */
const sampleMs = 250

/** An hour of a newsroom in short: everybody at once on one process. Any error fails the row. */
export const mixedRows: Row[] = [
  {
    name: 'everything at once, memory',
    unit: 'MB',
    goals: [{ against: 'middle third', atMost: 1.1 }],
    async prepare(lab) {
      const { slug, articles } = await lab.file('small')
      const server = await lab.start(await lab.copy('small'), { OFFPRINT_ADMIN_KEY: editorKey })
      const { port } = server
      const desk = openDesk(port)
      const streams = await listen(port, Math.ceil(lab.plan.streams / 25))
      const [whole, german] = [newReader('/v1/sync?include=body'), newReader('/v1/sync?language=de')]
      const inTurn = (targets: readonly string[]) => {
        let at = 0
        return () => targets[at++ % targets.length] ?? ''
      }
      const path = (number: number, form = '') => `/v1/articles/${slug(number)}${form}`
      const some = Array.from({ length: hot }, (_, number) =>
        path(number, ['', '.html', '.md', '/key-takeaways'][number % 4]),
      )
      const lists = [
        '/v1/articles',
        '/v1/articles?category=energy',
        '/feeds/rss.xml',
        '/sitemap.xml',
        '/v1/key-takeaways',
      ]
      const clients: Record<string, Client> = {
        'reads of few': reading(inTurn([...some, ...lists]), 8),
        'reads of all': reading(inTurn(Array.from({ length: articles }, (_, number) => path(number))), 4),
        '304s': reading(inTurn(some), 4, { 'If-None-Match': '*' }),
        publications: writing(desk, { from: 0, count: 300 }, 20),
        'further publications': writing(openDesk(port), { from: 300, count: 300 }, 50),
        'sync pages': syncing(whole, 200),
        'sync pages, filtered': syncing(german, 50),
      }
      const until = performance.now() + lab.plan.mixedMs
      const isOver = () => performance.now() > until
      const memory: number[] = []
      const watch = setInterval(() => memory.push(heldMb(server.pid) ?? Number.NaN), sampleMs)
      const done = await Promise.all(
        Object.entries(clients).map(async ([name, client]) => ({ name, done: await client(port, isOver) })),
      )
      clearInterval(watch)
      const heard = streams.heard().reduce((sum, count) => sum + count, 0)
      const errors = [
        ...done.flatMap(({ name, done }) => done.errors.map(error => `${name}: ${error}`)),
        ...(await deaf(streams, desk, 999)),
        ...(await difference(port, whole)),
        ...(await difference(port, german)),
      ]
      streams.close()
      const third = Math.floor(memory.length / 3)
      const seconds = lab.plan.mixedMs / 1000
      return {
        rounds: 1,
        contenders: [
          part('last third', memory.slice(-third), errors),
          part('middle third', memory.slice(third, -third)),
          part('first third', memory.slice(0, third)),
        ],
        notes: [
          `${seconds} s; ${streams.heard().length} streams heard ${heard} events; highest ${Math.max(...memory).toFixed(0)} MB`,
          ...done.map(({ name, done }) => figures(name, done, seconds)),
        ],
      }
    },
  },
]

function part(name: string, memory: number[], errors: string[] = []): Contender {
  return { name, take: async () => ({ value: spread(memory).median, errors }) }
}

function figures(name: string, { count, times, errors }: Done, seconds: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)
  const rate = (count / seconds).toFixed(count / seconds < 100 ? 1 : 0)
  return `${name}: ${rate} a second, median ${at(0.5)} ms, p99 ${at(0.99)} ms, ${errors.length} errors`
}
