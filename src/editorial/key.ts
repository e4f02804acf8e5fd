import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller } from '../domain/access/caller.ts'
import { demandControl, demandGrant, demandSite } from '../domain/access/grant.ts'
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
} from '../domain/access/key.ts'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import { addSeconds, type Clock, type Instant, now, seconds } from '../domain/instant.ts'
import type { HashedKey, KeyLookup, KeyStore } from '../domain/store/key-store.ts'
import type { Write } from '../domain/store/write.ts'

export type KeyDeps = { store: KeyStore; clock: Clock; newId: NewId }

/** A key that was just made, with the secret that is never shown again. */
export type NewKey = { key: ApiKey; secret: string }

export type KeyWish = {
  name: string
  scopes: readonly Scope[]
  expiresAt?: Instant | undefined
  rate?: KeyRate | undefined
  site?: string | undefined
}

type Who = Omit<Write, 'at' | 'idempotency'>

/** Seconds between two notes of a key's use: a write for every request would cost more than the request. */
const useGrain = 60

/** Name of the key that the configuration states. */
const adminName = 'OFFPRINT_ADMIN_KEY'

/**
 * Makes a key. Its end, rate and site are those of the granter where the wish names none.
 *
 * @param granter who asks over HTTP; undefined = the operator, who may give everything
 * @throws AppError `scope-missing`, `grant-exceeded` where the granter has less
 */
export async function createKey(
  wish: KeyWish,
  granter: Caller | undefined,
  who: Who,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  const secret = formatKey(randomBytes(keyBytes))
  const at = now(clock)
  const made = keyOf(wish, newId(), at, secret)
  let key = made
  await store.writeKeys(
    keys => {
      const own = granter && granterOf(granter, keys, at)
      key = { ...(own && limitsOf(own)), ...made }
      if (own) demandGrant(own, key)
      return { add: key, audit: [{ action: 'key.create', detail: told(key) }] }
    },
    { at, ...who },
  )
  return { key: shown(key), secret }
}

/**
 * Makes a key in the place of another: name, scopes, rate and end are the same, the secret is new.
 *
 * @param overlap seconds for which the old one goes on to work
 * @throws AppError `key-not-found`, `scope-missing`, `grant-exceeded`, `transition-refused` for a key that has ended
 */
export async function rotateKey(
  id: Id,
  overlap: number,
  granter: Caller | undefined,
  who: Who,
  { store, clock, newId }: KeyDeps,
): Promise<NewKey> {
  const secret = formatKey(randomBytes(keyBytes))
  const at = now(clock)
  const newKeyId = newId()
  const endsAt = overlap > 0 ? addSeconds(at, overlap) : undefined
  let key: HashedKey | undefined
  await store.writeKeys(
    keys => {
      const old = known(id, keys)
      if (granter) demandGrant(granterOf(granter, keys, at), old)
      const fault = keyFault(old, at)
      if (fault) throw new AppError('transition-refused', `The key is ${fault}; make a new one.`)
      const next = keys.all().find(other => other.rotatedFrom === id && !keyFault(other, at))
      if (next) throw new AppError('transition-refused', `The key was rotated already; rotate ${next.id}.`)
      key = { ...keyOf(old, newKeyId, at, secret), rotatedFrom: id }
      const audit = [{ action: 'key.rotate', detail: { ...told(key), replaces: id } }]
      return { add: key, end: [{ id, at: endsAt }], audit }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store decided nothing')
  return { key: shown(key), secret }
}

/**
 * Changes the site of a key.
 *
 * @param change the new site, undefined = none; an AppError it throws is the answer
 * @param asking who asks over HTTP; undefined = the operator
 * @throws AppError `key-not-found`, `scope-missing`, `grant-exceeded` where the asking key has less
 */
export async function editKey(
  id: Id,
  change: (current: ApiKey) => { site: string | undefined },
  asking: Caller | undefined,
  who: Who,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      const { site: before, ...current } = known(id, keys)
      const { site } = change({ ...current, ...(before !== undefined && { site: before }) })
      if (asking) demandSite(granterOf(asking, keys, at), current, site)
      key = { ...current, ...(site !== undefined && { site }) }
      if (site === before) return { audit: [] }
      const detail = { key: id, name: current.name, ...(site !== undefined && { site }) }
      return { site: { id, site }, audit: [{ action: 'key.edit', detail }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store decided nothing')
  return key
}

/**
 * Ends a key at once; a second time changes nothing.
 *
 * @param asking who asks over HTTP; undefined = the operator, who may end every key
 * @throws AppError `key-not-found`, `scope-missing` where the key has scopes that the asking one lacks
 */
export async function revokeKey(
  id: Id,
  asking: Caller | undefined,
  who: Who,
  { store, clock }: Omit<KeyDeps, 'newId'>,
): Promise<ApiKey> {
  const at = now(clock)
  let key: ApiKey | undefined
  await store.writeKeys(
    keys => {
      key = known(id, keys)
      if (asking) demandControl(granterOf(asking, keys, at), key)
      if (key.revokedAt !== undefined) return { audit: [] }
      key = { ...key, revokedAt: at }
      return { end: [{ id }], audit: [{ action: 'key.revoke', detail: { key: id, name: key.name } }] }
    },
    { at, ...who },
  )
  if (!key) throw new Error('the store decided nothing')
  return key
}

/**
 * Sees that the key of the configuration exists, with every scope. Another one from an earlier configuration ends; one
 * that was revoked stays so.
 */
export async function ensureAdminKey(secret: string, { store, clock, newId }: KeyDeps): Promise<void> {
  const at = now(clock)
  const key = keyOf({ name: adminName, scopes }, newId(), at, secret)
  if (await store.keyByHash(key.hash)) return
  await store.writeKeys(
    keys => {
      if (keys.byHash(key.hash)) return { audit: [] }
      const earlier = keys.all().filter(({ name, revokedAt }) => name === adminName && revokedAt === undefined)
      const ended = earlier.map(({ id, name }) => ({ action: 'key.revoke', detail: { key: id, name } }))
      return { add: key, end: earlier, audit: [{ action: 'key.create', detail: told(key) }, ...ended] }
    },
    { at, actor: 'serve' },
  )
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
    const at = now(clock)
    const fault = keyFault(key, at)
    if (fault) throw new AppError('key-required', `The key is ${fault}.`)
    note(key, at)
    return { keyId: key.id, scopes: key.scopes, rate: key.rate, site: key.site }
  }
}

/** @throws AppError `key-not-found` */
function known(id: Id, keys: KeyLookup): ApiKey {
  const key = keys.byId(id)
  if (!key) throw new AppError('key-not-found', 'No key has that id.')
  return key
}

/** The key that asks, as it is inside the transaction. @throws AppError `key-required` where it ended in the meantime */
function granterOf({ keyId }: Caller, keys: KeyLookup, at: Instant): ApiKey {
  const key = keys.byId(keyId)
  const fault = key ? keyFault(key, at) : 'revoked'
  if (!key || fault) throw new AppError('key-required', `The key is ${fault}.`)
  return key
}

function limitsOf({ expiresAt, rate, site }: ApiKey): Pick<ApiKey, 'expiresAt' | 'rate' | 'site'> {
  return { ...(expiresAt !== undefined && { expiresAt }), ...(rate && { rate }), ...(site !== undefined && { site }) }
}

function told({ id, name, scopes: granted }: ApiKey) {
  return { key: id, name, scopes: granted }
}

function keyOf({ name, scopes, expiresAt, rate, site }: KeyWish, id: Id, at: Instant, secret: string): HashedKey {
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

function shown({ hash: _, ...key }: HashedKey): ApiKey {
  return key
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
