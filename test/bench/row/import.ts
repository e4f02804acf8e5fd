import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { writeArchive } from '../corpus/archive.ts'
import type { FormatName } from '../corpus/source.ts'
import { readRows } from '../import/row.ts'
import type { Took } from '../import/watch.ts'
import type { Lab } from '../lab.ts'
import { pinned } from '../machine.ts'
import type { Contender, Row } from '../row.ts'

/** Articles that are written, and that are read without a store. */
const articles = 1000
const readArticles = 1000
const execute = promisify(execFile)

/** Imports of one worker, compared with their necessary parts: inserts of the same rows, a parser, memory. */
export const importRows: Row[] = [
  writing('ndjson', 0.3),
  writing('text', 0.2),
  reading('markdown', 'mdast, yaml'),
  reading('html', 'linkedom, Readability'),
  reading('wordpress', 'saxes, parse5'),
  reading('ghost', 'JSON, parse5'),
  indexing(),
  memory('ndjson'),
  memory('wordpress'),
]

/** From the source to the print, compared with a loop that inserts the same rows. */
function writing(format: FormatName, atLeast: number): Row {
  return {
    name: `import of ${format}`,
    unit: 'rows/s',
    goals: [{ against: 'bare insert', atLeast }],
    async prepare(lab) {
      const sample = mkdtempSync(join(lab.folder, 'sample-'))
      const write = (folder: string) => run<Took>('../import/write.ts', [format, folder, String(articles)], lab)
      const { ms } = await write(sample)
      const path = join(sample, 'import.db')
      const rows = readRows(path).reduce((sum, table) => sum + table.rows.length, 0)
      const perSecond = Math.round((articles * 1000) / ms)
      const megabytes = (statSync(path).size / 1e6).toFixed(0)
      return {
        rounds: 3,
        contenders: [
          worker('Offprint', rows, lab, write),
          worker('bare insert', rows, lab, folder => run('../import/insert.ts', [path, join(folder, 'bare.db')], lab)),
        ],
        notes: [
          `${articles} articles of about 10 KB are ${rows} rows and ${megabytes} MB; ${perSecond} articles a second`,
        ],
      }
    },
  }
}

/** An import into the large file, compared with the same import without the search index. */
function indexing(): Row {
  return {
    name: 'import of ndjson, with the search index',
    unit: 'articles/s',
    goals: [{ against: 'without', atLeast: 0.8 }],
    async prepare(lab) {
      const path = await lab.fileCopy('large')
      let first = lab.plan.large
      const write = (name: string, options: string[]): Contender => ({
        name,
        async take() {
          const folder = mkdtempSync(join(lab.folder, 'import-'))
          const args = ['ndjson', folder, String(articles), join(folder, 'warm-up.db'), path, String(first)]
          first += articles
          const { ms, workMs } = await run<Took>('../import/write.ts', args, lab, options)
          rmSync(folder, { recursive: true })
          return { value: (articles * 1000) / ms, alone: (articles * 1000) / workMs, errors: [] }
        },
      })
      const without = new URL('../import/without-index.ts', import.meta.url).href
      return {
        rounds: 3,
        contenders: [write('Offprint', []), write('without', [`--import=${without}`])],
        notes: [`${articles} articles into ${lab.plan.large}`],
      }
    },
  }
}

/** From the source to a manuscript, compared with the parsers that our importer uses. */
function reading(format: FormatName, library: string): Row {
  return {
    name: `import of ${format}, reading`,
    unit: 'articles/s',
    goals: [{ against: library, atLeast: 0.7 }],
    async prepare(lab) {
      const read = (by: string) => () => run<Took>('../import/read.ts', [by, format, String(readArticles)], lab)
      return {
        rounds: 3,
        contenders: [
          worker('Offprint', readArticles, lab, read('ours')),
          worker(library, readArticles, lab, read('library')),
        ],
      }
    },
  }
}

/** The most memory that a process takes which imports one large file: the goal is for a server's thread. */
function memory(format: FormatName): Row {
  return {
    name: `import of ${format}, memory`,
    unit: 'MB',
    goals: [{ atMost: 250 }],
    async prepare(lab) {
      const folder = mkdtempSync(join(lab.folder, 'archive-'))
      const file = join(folder, 'archive')
      const written = await writeArchive(file, format, lab.plan.archiveBytes)
      const size = `${(statSync(file).size / 1e9).toFixed(2)} GB`
      const notes: string[] = []
      const measured = async (name: string, how: string) => {
        const args = [file, join(folder, `${how}.db`), how]
        const took = await run<Took & { articles: number; megabytes: number }>('../import/archive.ts', args, lab)
        const errors = took.articles === written ? [] : [`${took.articles} of ${written} articles`]
        const seconds = took.ms / 1000
        notes.push(`${name}: ${size} in ${seconds.toFixed(0)} s, ${Math.round(written / seconds)} articles a second`)
        const take = async () => ({ value: took.megabytes, errors })
        return { name, take, warmUp: take }
      }
      const contenders = [await measured('thread of a server', 'thread'), await measured('command', 'command')]
      rmSync(folder, { recursive: true })
      return { rounds: 1, contenders, notes }
    },
  }
}

function worker(name: string, count: number, lab: Lab, work: (folder: string) => Promise<Took>): Contender {
  return {
    name,
    async take() {
      const folder = mkdtempSync(join(lab.folder, 'import-'))
      const { ms, workMs } = await work(folder)
      rmSync(folder, { recursive: true })
      return { value: (count * 1000) / ms, alone: (count * 1000) / workMs, errors: [] }
    },
  }
}

/** The duration that a script in a new process prints. */
export async function run<Said>(script: string, args: string[], { cores }: Lab, options: string[] = []): Promise<Said> {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const [command = '', ...rest] = pinned([process.execPath, ...options, path, ...args], cores)
  const { stdout } = await execute(command, rest)
  const said: Said = JSON.parse(stdout)
  return said
}
