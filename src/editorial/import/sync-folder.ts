import type { ImportedFrom } from '../../domain/store/import-store.ts'
import type { Read } from '../../importer/reader.ts'
import type { Source } from '../../importer/source/run.ts'
import { rename } from './missing-file.ts'

export type FolderSync = {
  /** Those whose content is nowhere among the new files. */
  left: ImportedFrom[]
  /** What has another identity now, as a person reads it. */
  renamed: string[]
}

/** Gives articles whose files are gone to new files with the same content. */
export async function syncFolder(
  gone: readonly ImportedFrom[],
  added: readonly Source[],
  read: Read,
  deps: Parameters<typeof rename>[2],
): Promise<FolderSync> {
  const left = new Map(gone.map(one => [one.rawHash, one]))
  const renamed: string[] = []
  for (const file of left.size > 0 ? added : []) {
    for await (const item of read(file)) {
      const before = 'problem' in item ? undefined : left.get(item.rawHash)
      if ('problem' in item || !before || !(await rename(before, item, deps))) continue
      left.delete(item.rawHash)
      renamed.push(`${before.externalId} → ${item.externalId}`)
    }
  }
  return { left: [...left.values()], renamed }
}
