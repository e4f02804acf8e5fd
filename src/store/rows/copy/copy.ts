import { article } from '../../schema/article.ts'
import { print } from '../../schema/print.ts'
import { getTableName } from '../database/drizzle.ts'
import { finished } from '../database/routine.ts'
import { allCopied, beginCopy, type OwnCopy } from './begin.ts'
import type { CopyDatabase } from './copy-database.ts'
import { createNumberReader } from './number.ts'
import { copySteps } from './table.ts'
import { createTableReader, createTableWriter, type TableRow } from './table-rows.ts'
import { copyUploads } from './upload.ts'
import { verifyCopy } from './verify.ts'

export type CopyOptions = {
  /** Whether the source stays read-only after the copy. */
  keepReadOnly: boolean
  /**
   * The copy waits for it.
   *
   * @param share done part of the stage, from 0 to 1
   */
  progress(stage: 'copying' | 'verifying', share: number): Promise<void> | void
}

export type CopySummary = { articles: number; published: number; lastChange: number }

/**
 * Copies a store with all its numbers and marks, so that whatever clients hold stays valid. Meanwhile the source is
 * read-only. An interrupted copy is continued, or begun again if its source was written to in between. At the end all rows
 * of both databases are read and compared; only then the target can be opened.
 *
 * @throws AppError `store-unusable`: the target is not empty, or has other rows than the source
 * @throws AppError `store-busy`: another copy of the source is running, or took over
 */
export async function copyStore(
  source: CopyDatabase,
  target: CopyDatabase,
  options: CopyOptions,
): Promise<CopySummary> {
  const own = await beginCopy(source, target)
  try {
    await copyRows(source, target, own, share => options.progress('copying', share))
    const numbers = await source.connection.read(createNumberReader(source.connection))
    await own.record(allCopied, () => target.setSequences(numbers))
    await copyUploads(source, target.uploads, own.renew)
    const counts = await verify(source, target, own, share => options.progress('verifying', share))
    await own.renew(true)
    await own.finish(options.keepReadOnly)
    const count = (table: typeof article | typeof print) => counts.get(getTableName(table)) ?? 0
    return { articles: count(article), published: count(print), lastChange: numbers.change }
  } catch (error) {
    // The error of the copy tells more than that of a database that cannot be reached.
    await own.pause().catch(() => undefined)
    throw error
  }
}

/** Copies all tables from a place on, one page in each transaction. */
async function copyRows(
  source: CopyDatabase,
  target: CopyDatabase,
  { from, record }: OwnCopy,
  report: (share: number) => Promise<void> | void,
): Promise<void> {
  const steps = copySteps.map(table => ({
    table,
    reader: createTableReader(source.connection, table),
    writer: createTableWriter(target.connection, table),
  }))
  if (from === null) {
    for (const { table, writer } of steps.toReversed()) await record(null, () => target.load(table, writer.clear))
  }
  const counts: number[] = []
  for (const { reader } of steps) counts.push(await source.connection.read(reader.count))
  const total = counts.reduce((sum, one) => sum + one, 0)
  const first = from?.step ?? 0
  let copied = counts.slice(0, first).reduce((sum, one) => sum + one, 0)
  for (const [index, { table, reader, writer }] of steps.entries()) {
    if (index < first) continue
    let after: TableRow | null = index === first ? (from?.after ?? null) : null
    for (;;) {
      const rows = await source.connection.read(() => reader.page(after))
      const last = rows.at(-1)
      if (!last) break
      after = reader.keyOf(last)
      const progress = { step: index, table: getTableName(table), after }
      await record(progress, () => target.load(table, () => writer.put(rows)))
      copied += rows.length
      await report(copied / total)
    }
  }
}

/** After a difference, the next attempt copies everything. */
async function verify(
  source: CopyDatabase,
  target: CopyDatabase,
  { renew, record }: OwnCopy,
  report: (share: number) => Promise<void> | void,
): Promise<Map<string, number>> {
  try {
    return await verifyCopy(source.connection, target.connection, async share => {
      await renew()
      await report(share)
    })
  } catch (error) {
    await record(null, () => finished(undefined))
    throw error
  }
}
