import type { Id } from '../../id.ts'

/** Bytes of a chunk in which uploads are written and read. */
export const uploadChunkBytes = 262_144

export type StoredUpload = {
  id: Id
  /** Milliseconds since 1970: when its last chunk was written. */
  changedAt: number
}

/**
 * The uploaded bytes of imports, until the import has ended. Whichever process runs an import can read its upload, also on
 * another machine.
 */
export interface UploadStore {
  /**
   * Writes a chunk. The first one, which may be empty, creates the upload.
   *
   * @param at number of bytes before it
   * @throws AppError `store-full`, `store-busy`
   */
  writeUpload(id: Id, at: number, bytes: Uint8Array): Promise<void>

  /** Resolves when the written chunks survive a crash. */
  syncUpload(id: Id): Promise<void>

  /** Some bytes from a position on, at most a chunk; none at the end. Undefined if there is no such upload. */
  readUpload(id: Id, at: number): Promise<Uint8Array | undefined>

  /** Does nothing if there is no such upload. */
  removeUpload(id: Id): Promise<void>

  uploads(): Promise<StoredUpload[]>
}
