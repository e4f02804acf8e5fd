import type { ApiKey } from '../../access/key.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'
import type { Write } from '../write.ts'

/** API keys, kept as hashes. */
export interface KeyStore {
  /** All keys, newest first, ended ones too. */
  keys(): Promise<ApiKey[]>

  /** The key with that id, or undefined. */
  key(id: Id): Promise<ApiKey | undefined>

  /** The key whose secret has that hash, with the hash to compare by. */
  keyByHash(hash: string): Promise<HashedKey | undefined>

  /**
   * Decides on keys and writes the decision with its audit entries, in one transaction: no other process can write between
   * the reads of `decide` and its decision.
   *
   * @throws AppError errors of `decide`; nothing was written
   */
  writeKeys(decide: (keys: KeyLookup) => KeyDecision, write: Write): Promise<void>

  /** Notes a use. */
  noteKeyUse(id: Id, at: Instant): Promise<void>
}

/** What a decision may read, inside its transaction. */
export type KeyLookup = {
  byId(id: Id): ApiKey | undefined
  byHash(hash: string): ApiKey | undefined
  /** Newest first. */
  all(): ApiKey[]
}

export type KeyDecision = {
  add?: HashedKey | undefined
  /** Keys that end: at `at`, unless they end before; without `at` they are revoked now. */
  end?: readonly { id: Id; at?: Instant | undefined }[] | undefined
  /** A key whose site changes; undefined removes it. */
  site?: { id: Id; site: string | undefined } | undefined
  audit: readonly { action: string; detail: Record<string, unknown> }[]
}

export type HashedKey = ApiKey & {
  /** SHA-256 of the secret in base64url. */
  hash: string
}
