import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { ApiKey } from '../key.ts'
import type { Write } from './write.ts'

/** API keys, kept as hashes. Each write leaves its audit row. */
export interface KeyStore {
  /** All keys, newest first, ended ones too. */
  keys(): Promise<ApiKey[]>

  /** The key with that id, or undefined. */
  key(id: Id): Promise<ApiKey | undefined>

  /** The key whose secret has that hash, with the hash to compare by. */
  keyByHash(hash: string): Promise<HashedKey | undefined>

  /**
   * Adds a key. With `replaces`, the other one ends with it: at `endsAt`, or at once; unless it has ended by then.
   *
   * @throws AppError `key-not-found` where there is no such other key
   */
  addKey(key: HashedKey, write: Write, replaces?: { id: Id; endsAt?: Instant | undefined }): Promise<void>

  /**
   * Ends a key at once, for good; a second time changes nothing.
   *
   * @throws AppError `key-not-found`
   */
  revokeKey(id: Id, write: Write): Promise<ApiKey>

  /** Notes a use. */
  noteKeyUse(id: Id, at: Instant): Promise<void>
}

export type HashedKey = ApiKey & {
  /** SHA-256 of the secret in base64url. */
  hash: string
}
