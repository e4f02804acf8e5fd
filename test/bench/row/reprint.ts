import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { get, load } from '../load.ts'
import type { Contender, Row } from '../row.ts'

const readers = 8
const hot = 200
/** Milliseconds of reading before the job, to compare with. */
const quietMs = 3000

/** A new site makes all prints again while they are read. */
export const reprintRows: Row[] = [
  {
    name: 'reprint under readers, p99 of a read',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { articles, slug } = await lab.file('large')
      const path = await lab.copy('large')
      let position = 0
      const next = () => {
        position += 1
        return get(`/v1/articles/${slug(position % hot)}`)
      }
      const p99 = async (port: number, isOver: () => boolean) => {
        const times: number[] = []
        const { errors } = await load({
          port,
          next: () => (isOver() ? undefined : next()),
          expect: { status: 200 },
          connections: readers,
          took: ms => times.push(ms),
        })
        times.sort((a, b) => a - b)
        return { value: times[Math.floor(times.length * 0.99)] ?? Number.NaN, reads: times.length, errors }
      }
      const quiet = await lab.start(path)
      const until = performance.now() + quietMs
      const alone = await p99(quiet.port, () => performance.now() > until)
      await quiet.stop()

      const left = countOld(path)
      const server = await lab.start(path, { SITE_ARTICLE_URL: 'https://www.example.org/{slug}' })
      const started = performance.now()
      let isDone = false
      const reading = p99(server.port, () => isDone)
      let waiting = left.count()
      while (waiting > 0 && !isDone) {
        await setTimeout(250)
        waiting = left.count()
      }
      const seconds = (performance.now() - started) / 1000
      isDone = true
      const meanwhile = await reading
      left.close()
      return {
        rounds: 1,
        contenders: [measured('during the job', meanwhile), measured('without a job', alone)],
        notes: [
          `${articles} prints reprinted in ${seconds.toFixed(1)} s (${Math.round(articles / seconds)} a second) in parallel with ${Math.round(meanwhile.reads / seconds)} reads a second of ${hot} articles by ${readers} connections`,
        ],
      }
    },
  },
]

function measured(name: string, { value, errors }: { value: number; errors: string[] }): Contender {
  return { name, take: async () => ({ value, errors }) }
}

/** Counts the prints that are as they were when it was opened. */
function countOld(path: string): { count(): number; close(): void } {
  const db = new Sqlite(path, { readonly: true })
  const epoch = db.prepare<[], string>('SELECT epoch FROM print LIMIT 1').pluck().get() ?? ''
  const count = db.prepare<[string], number>('SELECT count(*) FROM print WHERE epoch = ?').pluck()
  return { count: () => count.get(epoch) ?? 0, close: () => void db.close() }
}
