import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRows, type Table } from '../import/row.ts'
import { fill } from './fill.ts'
import { openCorpus } from './open.ts'

const sample = 3

/**
 * Names what a corpus file of today holds: it changes with the schema, with the corpus, and with whatever else changes
 * what a store keeps of an article. Made of a small file with fixed ids and time.
 */
export async function corpusVersion(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-bench-version-'))
  try {
    const path = join(folder, 'sample.db')
    let ids = 0
    const newId = () => {
      ids += 1
      return `01930000-0000-7000-8000-${String(ids).padStart(12, '0')}`
    }
    // After all dates of the corpus, because an article with a future date is not published.
    const clock = () => new Date('2030-01-01T00:00:00Z')
    const { store } = await openCorpus(path, { newId, clock })
    await fill({ store, newId, clock }, sample, () => undefined)
    await store.close()
    // When migrations were applied is a matter of the real clock.
    const tables = readRows(path)
      .filter(({ name }) => !name.includes('migration'))
      .map(withoutMarks)
    return createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 12)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Marks are random: in a column of that name, and as a member of JSON. */
function withoutMarks({ columns, rows, ...table }: Table): Table {
  const place = columns.indexOf('mark')
  const plain = (value: unknown) =>
    typeof value === 'string' ? value.replace(/"mark":"[\w-]{6}"/, '"mark":""') : value
  return { ...table, columns, rows: rows.map(row => row.map((value, at) => (at === place ? '' : plain(value)))) }
}
