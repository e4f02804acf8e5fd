import type { ImportedFrom } from '../../domain/store/import/import-store.ts'
import type { Read } from '../../importer/reader.ts'
import type { Source } from '../../importer/source/run.ts'
import { rename } from './missing-file.ts'

export type FolderSync = {
  /** Articles whose content is in none of the new files. */
  left: ImportedFrom[]
  /** Old and new identity of each renamed article, for people. */
  renamed: string[]
}

/** Finds missing files among new files with the same content, and renames their articles. */
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
