import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../domain/error.ts'
import { type Id, isId } from '../domain/id.ts'
import { isOver } from '../domain/import-job.ts'
import type { NewImport } from '../domain/store/import-job-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Source } from '../importer/run.ts'

/** Milliseconds after which an upload that no import came of is left over from a process that died. */
const leftOver = 2 * 60 * 60 * 1000

/** Makes the folder that the files of an import are kept in until it is over. */
export async function makeImportFolder(folder: string, id: Id): Promise<void> {
  await mkdir(folder).catch(async error => {
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error
  })
  await mkdir(folderOf(folder, id))
}

export function importFile(folder: string, id: Id, index: number): string {
  return join(folderOf(folder, id), String(index))
}

/** The files of an import, from one of them on, as sources. */
export function importedFiles(folder: string, { id, options, files }: NewImport, from: number): Source[] {
  return files.slice(from).map(({ name, mediaType }, index) => ({
    name,
    mediaType,
    // The same again is the same place, whoever sends it.
    origin: `upload:${options.source}/${name}`,
    open: () => read(importFile(folder, id, from + index)),
  }))
}

/** Removes the files of an import that is over. */
export async function removeImportFiles(folder: string, id: Id): Promise<void> {
  await rm(folderOf(folder, id), { recursive: true, force: true })
}

/** Removes what processes that died left behind: files of imports that are over, and of uploads that never became one. */
export async function sweepImportFiles(folder: string, store: Pick<Store, 'importJob'>, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isId)) {
    const job = await store.importJob(name)
    if (job ? isOver(job) : await isOld(join(folder, name), now)) await removeImportFiles(folder, name)
  }
}

function folderOf(folder: string, id: Id): string {
  return join(folder, id)
}

async function isOld(path: string, now: Date): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined)
  return entry !== undefined && now.getTime() - entry.mtimeMs > leftOver
}

async function* read(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (cause) {
    // Where it was kept is no business of who sent it.
    throw new AppError('input-unreadable', 'The uploaded file is there no more, or cannot be read.', { cause })
  }
}
