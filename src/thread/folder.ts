import type { ImportedFrom } from '../domain/store/import/import-store.ts'
import type { ImportOutcome } from '../editorial/import/outcome.ts'
import { publishSources } from '../editorial/import/publish-sources.ts'
import { type FolderSync, syncFolder } from '../editorial/import/sync-folder.ts'
import { reader } from '../importer/reader.ts'
import { type FileSource, fileSource } from '../importer/source/file-source.ts'
import { type StoreAccess, type TaskResult, withStore } from './task.ts'

export type FolderTask = StoreAccess & {
  source: string
  base: string | undefined
  actor: string
  files: readonly FileSource[]
}

/** Imports and publishes files of a folder in a thread. */
export async function publishFiles(task: FolderTask): Promise<TaskResult<ImportOutcome[]>> {
  const { site, source, base, actor, files } = task
  return withStore(task, async deps => {
    const outcomes: ImportOutcome[] = []
    const read = reader(source, site, { base })
    for await (const outcome of publishSources(files.map(fileSource), read, { ...deps, actor, source, base }))
      outcomes.push(outcome)
    return outcomes
  })
}

/** Matches new files with articles whose files are gone, in a thread. */
export async function followFiles(
  task: FolderTask & { gone: readonly ImportedFrom[] },
): Promise<TaskResult<FolderSync>> {
  const { site, source, base, actor, files, gone } = task
  return withStore(task, deps =>
    syncFolder(gone, files.map(fileSource), reader(source, site, { base }), { ...deps, actor }),
  )
}
