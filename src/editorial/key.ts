import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Caller, demandGrantable } from '../domain/caller.ts'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import { type Clock, type Instant, instantOf, seconds } from '../domain/instant.ts'
import {
  type ApiKey,
  formatKey,
  isBrokenKey,
  type KeyRate,
  keyBytes,
  keyFault,
  keyPrefix,
  type Scope,
  scopes,
} from '../domain/key.ts'
import type { HashedKey, KeyStore } from '../domain/store/key-store.ts'
import type { Write } from '../domain/store/write.ts'
import { momentOf } from './article-write.ts'

export type KeyDeps = { store: KeyStore; clock: Clock; newId: NewId }

/** A key that was just made, with the secret that is never shown again. */
export type NewKey = { key: ApiKey; secret: string }

export type KeyWish = {
  name: string
  scopes: readonly Scope[]
  expiresAt?: Instant | undefined
  rate?: KeyRate | undefined
}

type Who = Omit<Write, 'at' | 'idempotency'>

/** Seconds between two notes of a key's use: a write for every request would cost more than the request. */
const useGrain = 60

/** Name of the key that the configuration states. */
const adminName = 'OFFPRINT_ADMIN_KEY'

/**
 * Makes a key.
 *
 * @param granter who asks over HTTP; undefined = the operator, who may give everything
 * @throws AppError `scope-missing` where the granter lacks one of the scopes
 */
export async function createKey(
  wish: KeyWish,
  granter: Caller | undefined,
  who: Who,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  if (granter) demandGrantable(granter, wish.scopes)
  const secret = formatKey(randomBytes(keyBytes))
  const key = keyOf(wish, newId(), momentOf(clock), secret)
  await store.addKey(key, { at: key.createdAt, ...who })
  return { key: shown(key), secret }
}

/**
 * Makes a key in the place of another: name, scopes, rate and end are the same, the secret is new.
 *
 * @param overlap seconds for which the old one goes on to work
 * @throws AppError `key-not-found`, `scope-missing`, `transition-refused` for a key that has ended
 */
export async function rotateKey(
  id: Id,
  overlap: number,
  granter: Caller | undefined,
  who: Who,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  const old = await store.key(id)
  if (!old) throw new AppError('key-not-found', 'No key has that id.')
  const at = momentOf(clock)
  const fault = keyFault(old, at)
  if (fault) throw new AppError('transition-refused', `The key is ${fault}; make a new one.`)
  if (granter) demandGrantable(granter, old.scopes)
  const secret = formatKey(randomBytes(keyBytes))
  const key = { ...keyOf(old, newId(), at, secret), rotatedFrom: id }
  const endsAt = overlap > 0 ? instantOf(new Date((seconds(at) + overlap) * 1000)) : undefined
  await store.addKey(key, { at, ...who }, { id, endsAt })
  return { key: shown(key), secret }
}

/** Ends a key at once. @throws AppError `key-not-found` */
export async function revokeKey(id: Id, who: Who, { store, clock }: Omit<KeyDeps, 'newId'>): Promise<ApiKey> {
  return store.revokeKey(id, { at: momentOf(clock), ...who })
}

/**
 * Sees that the key of the configuration exists, with every scope. Another one from an earlier configuration ends; one
 * that was revoked stays so.
 */
export async function ensureAdminKey(secret: string, { store, clock, newId }: KeyDeps): Promise<void> {
  const at = momentOf(clock)
  if (await store.keyByHash(hashOf(secret))) return
  const who = { at, actor: 'serve' }
  const earlier = (await store.keys()).filter(({ name, revokedAt }) => name === adminName && revokedAt === undefined)
  await store.addKey(keyOf({ name: adminName, scopes }, newId(), at, secret), who)
  for (const { id } of earlier) await store.revokeKey(id, who)
}

/** Tells whose secret it is. @throws AppError `key-required` for none of ours, an expired and a revoked one */
export type Gate = (secret: string) => Promise<Caller>

/** Lets holders of keys in, and notes now and then that they came. */
export function createGate({ store, clock }: Omit<KeyDeps, 'newId'>): Gate {
  const noted = new Map<Id, number>()

  function note({ id, lastUsedAt }: ApiKey, at: Instant): void {
    const now = seconds(at)
    const last = Math.max(noted.get(id) ?? 0, lastUsedAt === undefined ? 0 : seconds(lastUsedAt))
    if (now - last < useGrain) return
    noted.set(id, now)
    // Nobody waits for it, and nothing is lost with it.
    void store.noteKeyUse(id, at).catch(() => undefined)
  }

  return async secret => {
    if (isBrokenKey(secret)) throw new AppError('key-required', 'The key is cut off or mistyped.')
    const hash = hashOf(secret)
    const key = await store.keyByHash(hash)
    if (!key || !timingSafeEqual(Buffer.from(key.hash), Buffer.from(hash))) {
      throw new AppError('key-required', 'The key is not one of ours.')
    }
    const at = momentOf(clock)
    const fault = keyFault(key, at)
    if (fault) throw new AppError('key-required', `The key is ${fault}.`)
    note(key, at)
    return { keyId: key.id, scopes: key.scopes, rate: key.rate }
  }
}

function keyOf({ name, scopes, expiresAt, rate }: KeyWish, id: Id, at: Instant, secret: string): HashedKey {
  return {
    id,
    name,
    prefix: keyPrefix(secret),
    hash: hashOf(secret),
    scopes: [...new Set(scopes)],
    ...(rate && { rate }),
    createdAt: at,
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

function shown({ hash: _, ...key }: HashedKey): ApiKey {
  return key
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
