import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRows } from '../import/row.ts'
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
    const clock = () => new Date(0)
    const { store } = await openCorpus(path, { newId, clock })
    await fill({ store, newId, clock }, sample, () => undefined)
    await store.close()
    // When migrations were applied is a matter of the real clock.
    const tables = readRows(path).filter(({ name }) => !name.includes('migration'))
    return createHash('sha256').update(JSON.stringify(tables)).digest('hex').slice(0, 12)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
