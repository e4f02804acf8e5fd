import type { Config } from '../../config.ts'
import type { Site } from '../../domain/address/site.ts'
import type { ImportedFrom } from '../../domain/store/import/import-store.ts'
import type { Store } from '../../domain/store/store.ts'
import { missingFiles, withdrawMissing } from '../../editorial/import/missing-file.ts'
import type { ImportOutcome } from '../../editorial/import/outcome.ts'
import { publishSources } from '../../editorial/import/publish-sources.ts'
import { type FolderSync, syncFolder } from '../../editorial/import/sync-folder.ts'
import { importers } from '../../importer/importers.ts'
import { reader } from '../../importer/reader.ts'
import type { Source } from '../../importer/source/run.ts'
import { storeFiles } from '../../store/open.ts'
import { ownFiles } from '../../store/own-file.ts'
import type { FolderTask } from '../../thread/folder.ts'
import type { Thread } from '../../thread/pool.ts'
import type { Shell } from '../shell.ts'
import { type Claims, findSources, isGoneFrom } from './source-file.ts'

/** A folder whose files are imported and published. */
export type Folder = {
  /** Its real path. */
  root: string
  /** The files that importers read, as they are now. */
  files(): Promise<Source[]>
  /** Imports and publishes files, one article at a time. */
  publish(files: readonly Source[]): AsyncIterable<ImportOutcome>
  /** Articles whose files are missing from the folder. */
  missingFiles(): Promise<ImportedFrom[]>
  /** Unpublishes articles whose files are missing. */
  withdrawMissing(gone: readonly ImportedFrom[]): Promise<ImportedFrom[]>
  /** Detects renames: assigns articles with missing files to new files with the same content. Returns the others. */
  syncFolder(gone: readonly ImportedFrom[], added: readonly Source[]): Promise<FolderSync>
  /** The same folder, read and written in a thread so that the event loop stays free. */
  inThread(thread: Thread): Folder
}

const actor = 'serve'

/** Files per task of a thread; results are reported after each task. */
const filesAtOnce = 100

/** @throws AppError `input-unreadable` */
export async function openFolder(
  path: string,
  {
    store,
    site,
    shell,
    base,
    config: { databaseUrl, database },
  }: { store: Store; site: Site; shell: Shell; base: string | undefined; config: Config },
): Promise<Folder> {
  const access = { databaseUrl, database, site }
  const claims: Claims = new Map()
  const find = () => findSources(path, importers, ownFiles(databaseUrl), claims)
  const found = await find()
  const read = reader(found.source, site, { base })
  const { clock, newId } = shell
  const deps = { store, clock, newId, actor }
  const isGone = (origin: string) => isGoneFrom(found.root, origin)
  const folder: Folder = {
    root: found.root,
    files: async () => (await find()).files,
    publish: files => publishSources(files, read, { ...deps, source: found.source, base }),
    missingFiles: () => missingFiles(found.source, isGone, store),
    withdrawMissing: gone => withdrawMissing(gone, deps),
    syncFolder: (gone, added) => syncFolder(gone, added, read, deps),
    inThread: thread => ({
      ...folder,
      ...threaded(thread, { ...access, openFiles: storeFiles(databaseUrl), source: found.source, base, actor }),
    }),
  }
  return folder
}

function threaded(thread: Thread, setting: Omit<FolderTask, 'files'>): Pick<Folder, 'publish' | 'syncFolder'> {
  const named = (files: readonly Source[]) => files.map(({ name, origin }) => ({ name, origin }))
  return {
    async *publish(files) {
      for (let from = 0; from < files.length; from += filesAtOnce) {
        const task: FolderTask = { ...setting, files: named(files.slice(from, from + filesAtOnce)) }
        yield* await thread.run<ImportOutcome[]>('publishFiles', task)
      }
    },
    syncFolder: async (gone, added) =>
      gone.length === 0
        ? { left: [], renamed: [] }
        : thread.run<FolderSync>('followFiles', { ...setting, files: named(added), gone }),
  }
}
