import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../domain/error.ts'
import { type Id, isId } from '../domain/id.ts'
import { isOver } from '../domain/import-job.ts'
import type { NewImport } from '../domain/store/import-job-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Source } from '../importer/run.ts'

/** Milliseconds after which an upload that no import came of is left over from a process that died. */
const leftOver = 60 * 60 * 1000

/** Opens what an upload is kept in until its import is over: all its files, one behind the other. */
export async function openUpload(folder: string, id: Id): Promise<FileHandle> {
  await mkdir(folder, { mode: 0o700 }).catch(async error => {
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error
  })
  return open(join(folder, id), 'wx', 0o600)
}

/** The files of an import, from one of them on, as sources. */
export function importedFiles(folder: string, { id, options, files }: NewImport, from: number): Source[] {
  const path = join(folder, id)
  let end = 0
  const sources = files.map(({ name, mediaType, bytes }) => {
    const start = end
    end += bytes
    // The same again is the same place, whoever sends it.
    const origin = `upload:${options.source}/${name}`
    return { name, mediaType, origin, open: () => read(path, start, bytes) }
  })
  return sources.slice(from)
}

/** Removes what an import that is over was read from. */
export async function removeUpload(folder: string, id: Id): Promise<void> {
  await rm(join(folder, id), { force: true })
}

/** Removes what processes that died left behind: of imports that are over, and uploads that never became one. */
export async function sweepUploads(folder: string, store: Pick<Store, 'importJob'>, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter(isId)) {
    const job = await store.importJob(name)
    if (job ? isOver(job) : await isOld(join(folder, name), now)) await removeUpload(folder, name)
  }
}

async function isOld(path: string, now: Date): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined)
  return entry !== undefined && now.getTime() - entry.mtimeMs > leftOver
}

async function* read(path: string, start: number, bytes: number): AsyncIterable<Uint8Array> {
  if (bytes === 0) return
  try {
    yield* createReadStream(path, { start, end: start + bytes - 1 })
  } catch (cause) {
    // Where it was kept is no business of who sent it.
    throw new AppError('input-unreadable', 'The upload is there no more, or cannot be read.', { cause })
  }
}
