import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { constantOf, fetchExpected } from '../answer.ts'
import { compare } from '../compare.ts'
import { rate } from '../contender.ts'
import { editorKey, openDesk } from '../desk.ts'
import type { Took } from '../import/watch.ts'
import type { Lab } from '../lab.ts'
import { get } from '../load.ts'
import type { Contender, Row } from '../row.ts'
import type { Server } from '../server.ts'
import { articlePath } from '../target.ts'
import { run } from './import.ts'
import { pageRows } from './page.ts'
import { syncRows } from './sync.ts'

/** Articles that are published or imported in one round. */
const published = 100
const imported = 1000

/** What PostgreSQL changes, for `--engine postgres`. */
export const postgresRows: Row[] = [
  hot('strict', 0.6),
  hot('notify', 0.9),
  {
    name: 'cold article',
    unit: 'req/s',
    goals: [{ against: 'node:http and pg', atLeast: 0.5 }],
    async prepare(lab) {
      const { articles, slug } = await lab.file('large')
      const ours = await lab.offprint('large')
      const typical = await fetchExpected(ours.port, await articlePath(ours.port), 200)
      const store = { path: await lab.database('large'), ready: `/v1/articles/${slug(0)}` }
      const bare = await lab.baseline('node:http and pg', constantOf(typical, '/v1/articles/:ref'), store)
      const walk = () => {
        let position = 0
        return () => get(`/v1/articles/${slug(position++)}`)
      }
      return {
        contenders: [
          rate('Offprint', ours, lab, walk(), { status: 200 }, lab.plan.warmUpMs * 10),
          rate('node:http and pg', bare, lab, walk(), { status: 200 }),
        ],
        notes: [`${articles} articles; node:http makes the same look-up with a bare query of pg`],
      }
    },
  },
  {
    name: 'publish',
    unit: 'articles/s',
    goals: [],
    async prepare(lab) {
      const editor = { OFFPRINT_ADMIN_KEY: editorKey }
      const ours = await lab.start(await lab.copy('small'), editor)
      const sqlite = await lab.start(await lab.fileCopy('small'), editor)
      return {
        rounds: 3,
        contenders: [publishing('PostgreSQL', ours), publishing('SQLite', sqlite)],
        notes: [`${published} articles of about 10 KB in turn, two requests each`],
      }
    },
  },
  ...pageRows,
  ...syncRows.filter(({ name }) => name === 'sync page, last of a walk'),
  {
    name: 'import of ndjson',
    unit: 'articles/s',
    goals: [],
    async prepare(lab) {
      return {
        rounds: 3,
        contenders: [
          importing('PostgreSQL', lab, async () => [await lab.empty(), await lab.empty()]),
          importing('SQLite', lab, async () => []),
        ],
      }
    },
  },
]

function hot(freshness: 'strict' | 'notify', atLeast: number): Row {
  return {
    name: `hot article, ${freshness}`,
    unit: 'req/s',
    goals: [{ against: 'node:http', atLeast }],
    async prepare(lab) {
      const ours = await lab.start(await lab.database('small'), { FRESHNESS: freshness })
      return compare(lab, await articlePath(ours.port), ['node:http'], { ours })
    },
  }
}

function publishing(name: string, { port }: Server): Contender {
  const { publish } = openDesk(port)
  let edition = 0
  return {
    name,
    async take() {
      edition += 1
      const started = performance.now()
      for (let number = 0; number < published; number += 1) await publish(number, edition)
      return { value: (published * 1000) / (performance.now() - started), errors: [] }
    },
  }
}

/** @param databases of the warm-up and of the import; none = SQLite files */
function importing(name: string, lab: Lab, databases: () => Promise<string[]>): Contender {
  return {
    name,
    async take() {
      const folder = mkdtempSync(join(lab.folder, 'import-'))
      const args = ['ndjson', folder, String(imported), ...(await databases())]
      const { ms, workMs } = await run<Took>('../import/write.ts', args, lab)
      return { value: (imported * 1000) / ms, alone: (imported * 1000) / workMs, errors: [] }
    },
  }
}
