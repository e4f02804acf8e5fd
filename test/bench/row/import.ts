import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readRows } from '../import/row.ts'
import type { Took } from '../import/watch.ts'
import type { Lab } from '../lab.ts'
import { pinned } from '../machine.ts'
import type { Contender, Row } from '../row.ts'

const articles = 400
const execute = promisify(execFile)

/** What one worker imports, beside a loop that inserts the same rows. */
export const importRows: Row[] = [
  {
    name: 'import of text',
    unit: 'rows/s',
    goals: [{ against: 'bare insert', atLeast: 0.2 }],
    async prepare(lab) {
      const sample = mkdtempSync(join(lab.folder, 'sample-'))
      const { ms } = await run('../import/text.ts', [sample, String(articles)], lab)
      const path = join(sample, 'import.db')
      const rows = readRows(path).reduce((sum, table) => sum + table.rows.length, 0)
      const perSecond = Math.round((articles * 1000) / ms)
      const megabytes = (statSync(path).size / 1e6).toFixed(0)
      return {
        rounds: 3,
        contenders: [
          worker('Offprint', rows, lab, folder => run('../import/text.ts', [folder, String(articles)], lab)),
          worker('bare insert', rows, lab, folder => run('../import/insert.ts', [path, join(folder, 'bare.db')], lab)),
        ],
        notes: [
          `${articles} articles of about 10 KB are ${rows} rows and ${megabytes} MB; ${perSecond} articles a second`,
        ],
      }
    },
  },
]

function worker(name: string, rows: number, lab: Lab, work: (folder: string) => Promise<Took>): Contender {
  return {
    name,
    async take() {
      const folder = mkdtempSync(join(lab.folder, 'import-'))
      const { ms, workMs } = await work(folder)
      rmSync(folder, { recursive: true })
      return { value: (rows * 1000) / ms, alone: (rows * 1000) / workMs, errors: [] }
    },
  }
}

/** What a script of its own process says that it took. */
async function run(script: string, args: string[], { cores }: Lab): Promise<Took> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const [command = '', ...rest] = pinned([process.execPath, path, ...args], cores)
  const { stdout } = await execute(command, rest)
  const took: Took = JSON.parse(stdout)
  return took
}
