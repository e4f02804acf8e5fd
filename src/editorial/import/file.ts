import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type ImportJob, isOver } from '../../domain/import/job.ts'
import { seconds } from '../../domain/instant.ts'
import type { NewImport } from '../../domain/store/import/import-job-store.ts'
import { type UploadStore, uploadChunkBytes } from '../../domain/store/import/upload-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Source } from '../../importer/source/run.ts'

/** Milliseconds after which an upload without an import is removed: its process died. */
const leftOver = 60 * 60 * 1000

/** Maximum bytes of uploads kept for failed imports; the newest is always kept. */
const maxFailedBytes = 1_073_741_824

export type UploadWriter = {
  write(bytes: Uint8Array): Promise<void>
  /** Resolves when everything that was written survives a crash. */
  finish(): Promise<void>
}

/** Stores the files of an upload, concatenated, in chunks. They are kept until the import ends. */
export async function beginUpload(store: UploadStore, id: Id): Promise<UploadWriter> {
  const chunk = new Uint8Array(uploadChunkBytes)
  let at = 0
  let length = 0
  const flush = async () => {
    await store.writeUpload(id, at, chunk.subarray(0, length))
    at += length
    length = 0
  }
  await flush()
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const part = bytes.subarray(done, done + chunk.length - length)
        chunk.set(part, length)
        length += part.length
        done += part.length
        if (length === chunk.length) await flush()
      }
    },
    async finish() {
      if (length > 0) await flush()
      await store.syncUpload(id)
    },
  }
}

/** The files of an import as sources, starting at a file. */
export function importedFiles(store: UploadStore, { id, options, files }: NewImport, from: number): Source[] {
  let end = 0
  const sources = files.map(({ name, mediaType, bytes }) => {
    const start = end
    end += bytes
    // Independent of the sender: the same name is the same origin.
    const origin = `upload:${options.source}/${name}`
    return { name, mediaType, origin, open: () => read(store, id, start, start + bytes) }
  })
  return sources.slice(from)
}

/** Whether the upload of an import still exists. */
export async function hasUpload(store: UploadStore, id: Id): Promise<boolean> {
  return (await store.readUpload(id, 0)) !== undefined
}

/**
 * Removes uploads that are not needed any more: of finished imports, except those that can be retried, and of processes
 * that died.
 */
export async function sweepUploads(store: UploadStore & Pick<Store, 'importJob'>, now: Date): Promise<void> {
  const failed: ImportJob[] = []
  for (const { id, changedAt } of await store.uploads()) {
    const job = await store.importJob(id)
    const isKept = job ? !isOver(job) : now.getTime() - changedAt <= leftOver
    if (job?.retryUntil !== undefined && seconds(job.retryUntil) * 1000 > now.getTime()) failed.push(job)
    else if (!isKept) await store.removeUpload(id)
  }
  let bytes = 0
  for (const [place, job] of failed.toSorted((a, b) => (a.id < b.id ? 1 : -1)).entries()) {
    bytes += job.files.bytes
    if (place > 0 && bytes > maxFailedBytes) await store.removeUpload(job.id)
  }
}

async function* read(store: UploadStore, id: Id, start: number, end: number): AsyncIterable<Uint8Array> {
  for (let at = start; at < end; ) {
    const bytes = await store.readUpload(id, at).catch((cause: unknown) => {
      // A busy or unreachable database is there again later.
      if (cause instanceof AppError) throw cause
      throw unreadable(cause)
    })
    if (!bytes || bytes.length === 0) throw unreadable()
    yield bytes.subarray(0, end - at)
    at += bytes.length
  }
}

function unreadable(cause?: unknown): AppError {
  // The path on the server must not reach the client.
  return new AppError('input-unreadable', 'The upload is there no more, or cannot be read.', { cause })
}
