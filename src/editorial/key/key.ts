import { createHash } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import { type ApiKey, type KeyRate, keyFault, keyPrefix, type Scope } from '../../domain/access/key.ts'
import { AppError } from '../../domain/error.ts'
import type { Id, NewId } from '../../domain/id.ts'
import type { Clock, Instant } from '../../domain/instant.ts'
import type { HashedKey, KeyLookup, KeyStore } from '../../domain/store/access/key-store.ts'
import type { Write } from '../../domain/store/write.ts'

export type KeyDeps = { store: KeyStore; clock: Clock; newId: NewId }

/** A new key, with its secret, which is not stored and not shown again. */
export type NewKey = { key: ApiKey; secret: string }

export type KeyWish = {
  name: string
  scopes: readonly Scope[]
  expiresAt?: Instant | undefined
  rate?: KeyRate | undefined
  site?: string | undefined
}

export type KeyRequester = Omit<Write, 'at' | 'idempotency'>

/** @throws AppError `key-not-found` */
export function keyWithId(id: Id, keys: KeyLookup): ApiKey {
  const key = keys.byId(id)
  if (!key) throw new AppError('key-not-found', 'No key has that id. List the keys to see the ids.')
  return key
}

/** The key of the caller, read inside the transaction. @throws AppError `key-required` if it has ended meanwhile */
export function currentKey({ keyId }: Caller, keys: KeyLookup, at: Instant): ApiKey {
  const key = keys.byId(keyId)
  const fault = key ? keyFault(key, at) : 'revoked'
  if (!key || fault) throw new AppError('key-required', `The key is ${fault}.`)
  return key
}

export function limitsOf({ expiresAt, rate, site }: ApiKey): Pick<ApiKey, 'expiresAt' | 'rate' | 'site'> {
  return { ...(expiresAt !== undefined && { expiresAt }), ...(rate && { rate }), ...(site !== undefined && { site }) }
}

export function auditDetail({ id, name, scopes: granted }: ApiKey) {
  return { key: id, name, scopes: granted }
}

export function keyOf(
  { name, scopes, expiresAt, rate, site }: KeyWish,
  id: Id,
  at: Instant,
  secret: string,
): HashedKey {
  return {
    id,
    name,
    prefix: keyPrefix(secret),
    hash: hashOf(secret),
    scopes: [...new Set(scopes)],
    ...(rate && { rate }),
    ...(site !== undefined && { site }),
    createdAt: at,
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

export function withoutHash({ hash: _, ...key }: HashedKey): ApiKey {
  return key
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
