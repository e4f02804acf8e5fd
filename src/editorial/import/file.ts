import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../domain/error.ts'
import { type Id, isId } from '../../domain/id.ts'
import { type ImportJob, isOver } from '../../domain/import/job.ts'
import { seconds } from '../../domain/instant.ts'
import type { NewImport } from '../../domain/store/import-job-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Source } from '../../importer/source/run.ts'

/** Milliseconds after which an upload that no import came of is left over from a process that died. */
const leftOver = 60 * 60 * 1000

/** Maximum bytes of uploads kept for failed imports; the newest is always kept. */
const mostFailedBytes = 1_073_741_824

/** Opens the stored files of an upload, concatenated. They are kept until the import ends. */
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
    // Independent of the sender: the same name is the same origin.
    const origin = `upload:${options.source}/${name}`
    return { name, mediaType, origin, open: () => read(path, start, bytes) }
  })
  return sources.slice(from)
}

/** Removes the uploaded files of a finished import. */
export async function removeUpload(folder: string, id: Id): Promise<void> {
  await rm(join(folder, id), { force: true })
}

/** Whether the upload of an import is there. */
export async function hasUpload(folder: string, id: Id): Promise<boolean> {
  return (await stat(join(folder, id)).catch(() => undefined))?.isFile() ?? false
}

/**
 * Removes what is not needed any more: of imports that are over, but those that can be retried, and what processes that
 * died left behind.
 */
export async function sweepUploads(folder: string, store: Pick<Store, 'importJob'>, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const failed: ImportJob[] = []
  for (const name of names.filter(isId)) {
    const job = await store.importJob(name)
    const isKept = job ? !isOver(job) : !(await isOld(join(folder, name), now))
    if (job?.retryUntil !== undefined && seconds(job.retryUntil) * 1000 > now.getTime()) failed.push(job)
    else if (!isKept) await removeUpload(folder, name)
  }
  let bytes = 0
  for (const [place, job] of failed.toSorted((a, b) => (a.id < b.id ? 1 : -1)).entries()) {
    bytes += job.files.bytes
    if (place > 0 && bytes > mostFailedBytes) await removeUpload(folder, job.id)
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
    // The path on the server must not reach the client.
    throw new AppError('input-unreadable', 'The upload is there no more, or cannot be read.', { cause })
  }
}
