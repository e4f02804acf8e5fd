import { existsSync } from 'node:fs'
import { sep } from 'node:path'
import type { Site } from '../domain/site.ts'
import type { ImportedFrom } from '../domain/store/import-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { ImportOutcome } from '../editorial/import-outcome.ts'
import { importSources } from '../editorial/import-sources.ts'
import { linkImported } from '../editorial/link-imported.ts'
import { rename, takeBack, vanished } from '../editorial/vanished.ts'
import { importers } from '../importer/importers.ts'
import { reader } from '../importer/reader.ts'
import type { Source } from '../importer/run.ts'
import type { Shell } from './shell.ts'
import { type Claims, findSources } from './source-file.ts'

/** A folder whose files are published as they are. */
export type Folder = {
  /** Its real path. */
  root: string
  /** The files that importers read, as they are now. */
  files(): Promise<Source[]>
  /** Imports and publishes files, one article at a time. */
  publish(files: readonly Source[]): AsyncIterable<ImportOutcome>
  /** Articles of the folder whose files are gone. */
  vanished(): Promise<ImportedFrom[]>
  /** Takes articles back whose files are gone. */
  takeBack(gone: readonly ImportedFrom[]): Promise<ImportedFrom[]>
  /** Gives articles whose files are gone to new files with the same content; those that are left come back. */
  follow(gone: readonly ImportedFrom[], added: readonly Source[]): Promise<{ left: ImportedFrom[]; followed: string[] }>
}

/** @throws AppError `input-unreadable` */
export async function openFolder(
  path: string,
  { store, site, shell, base }: { store: Store; site: Site; shell: Shell; base: string | undefined },
): Promise<Folder> {
  const claims: Claims = new Map()
  const found = await findSources(path, importers, claims)
  const read = reader(found.source, site, { base })
  const actor = 'serve'
  const { clock } = shell
  const deps = { store, clock, newId: shell.newId, originExists: existsSync }
  const isGone = (origin: string) => origin.startsWith(found.root + sep) && !existsSync(origin)
  return {
    root: found.root,
    files: async () => (await findSources(path, importers, claims)).files,
    async *publish(files) {
      yield* importSources(files, read, { publish: true, force: false, actor }, deps)
      await linkImported({ store, clock, actor })
    },
    vanished: () => vanished(found.source, isGone, store),
    takeBack: gone => takeBack(gone, { store, clock, actor }),
    async follow(gone, added) {
      const left = new Map(gone.map(one => [one.rawHash, one]))
      const followed: string[] = []
      for (const file of added) {
        for await (const item of read(file)) {
          const before = 'problem' in item ? undefined : left.get(item.rawHash)
          if ('problem' in item || !before || !(await rename(before, item, { store, clock, actor }))) continue
          left.delete(item.rawHash)
          followed.push(`${before.externalId} → ${item.externalId}`)
        }
      }
      return { left: [...left.values()], followed }
    },
  }
}
