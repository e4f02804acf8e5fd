import { writeFile } from 'node:fs/promises'
import { AppError } from '../../domain/error.ts'
import type { ImportOutcome } from '../../editorial/import/outcome.ts'
import { type Fidelity, fidelity, total } from '../../importer/fidelity/fidelity.ts'
import { sourceBody } from '../../importer/fidelity/source-body.ts'
import type { Read } from '../../importer/reader.ts'
import type { ImportItem } from '../../importer/source/run.ts'

type Entry = Pick<ImportOutcome, 'name' | 'externalId' | 'notes' | 'problem'> & {
  importer?: string | undefined
  title?: string | undefined
  /** Absent for sources whose visible text cannot be determined independently. */
  fidelity?: Fidelity | undefined
  /** Why there is no measurement. */
  unmeasured?: string | undefined
}

const unmeasured = 'No second renderer can read this source, so its fidelity is unknown.'

/** Measures how much of each source its article keeps, and writes the results as one JSON document. */
export function fidelityReport(file: string) {
  const items: Entry[] = []
  const waiting: (ImportItem | undefined)[] = []
  return {
    /** Remembers what is read until its outcome is added. */
    watch: (read: Read): Read =>
      async function* (source) {
        for await (const item of read(source)) {
          waiting.push('problem' in item ? undefined : item)
          yield item
        }
      },
    /** Measures the next item in the order in which they were read. */
    add({ name, externalId, notes, problem }: ImportOutcome): void {
      const item = waiting.shift()
      if (!item) return void items.push({ name, externalId, notes, problem })
      const { importer, imported } = item
      const { manuscript, raw, report } = imported
      const shown = sourceBody(importer, raw)
      const measured = shown && fidelity(shown.kind, shown.source, manuscript, report.consumed)
      items.push({
        name,
        externalId,
        importer,
        title: manuscript.title,
        fidelity: measured,
        ...(!measured && { unmeasured }),
        notes,
      })
    },
    /** @throws AppError `input-unreadable` if the file cannot be written */
    async write(): Promise<void> {
      const measured = items.flatMap(item => item.fidelity ?? [])
      const totals = {
        items: items.length,
        measured: measured.length,
        problems: items.filter(item => item.problem).length,
        ...total(measured),
      }
      await writeFile(file, `${JSON.stringify({ totals, items }, null, 2)}\n`).catch(cause => {
        throw new AppError('input-unreadable', `${file} cannot be written: ${String(cause.code ?? cause)}.`, { cause })
      })
    },
  }
}
