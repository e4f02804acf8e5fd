import { createHash } from 'node:crypto'
import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import { type UploadStore, uploadChunkBytes } from '../../../domain/store/import/upload-store.ts'
import { job } from '../../schema/job.ts'
import type { Connection } from '../database/connection.ts'
import { eq } from '../database/drizzle.ts'
import { prepared } from '../database/statement.ts'

/**
 * Copies the uploads of imports, which may wait or be retried.
 *
 * @param step called before each chunk
 * @throws AppError `store-unusable` if a copied upload differs
 */
export async function copyUploads(
  source: { connection: Connection; uploads: UploadStore },
  target: UploadStore,
  step: () => Promise<void>,
): Promise<void> {
  const imports = prepared(source.connection.db.select({ id: job.id }).from(job).where(eq(job.kind, 'import')))
  const rows = await source.connection.read(imports.all)
  const ids = new Set(rows.map(({ id }) => id))
  for (const { id } of await source.uploads.uploads()) {
    // Without an import, a request is still sending it, or its process died.
    if (!ids.has(id)) continue
    await target.removeUpload(id)
    await target.writeUpload(id, 0, new Uint8Array())
    const wanted = createHash('sha256')
    const found = createHash('sha256')
    for await (const { at, bytes } of chunksOf(source.uploads, id)) {
      await step()
      wanted.update(bytes)
      await target.writeUpload(id, at, bytes)
    }
    await target.syncUpload(id)
    for await (const { bytes } of chunksOf(target, id)) found.update(bytes)
    if (wanted.digest('hex') === found.digest('hex')) continue
    throw new AppError('store-unusable', 'The upload of an import has other content in the copy.', {
      hint: 'Check the disks, then run the command again.',
    })
  }
}

async function* chunksOf(store: UploadStore, id: Id): AsyncIterable<{ at: number; bytes: Uint8Array }> {
  for (let at = 0; ; at += uploadChunkBytes) {
    const bytes = await wholeChunk(store, id, at)
    if (bytes.length > 0) yield { at, bytes }
    if (bytes.length < uploadChunkBytes) return
  }
}

/** A chunk at its usual position, so that the target reads whole chunks. */
async function wholeChunk(store: UploadStore, id: Id, at: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let length = 0; length < uploadChunkBytes; ) {
    const part = (await store.readUpload(id, at + length))?.subarray(0, uploadChunkBytes - length)
    if (!part || part.length === 0) break
    parts.push(part)
    length += part.length
  }
  return Buffer.concat(parts)
}
