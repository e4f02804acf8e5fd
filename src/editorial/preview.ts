import { createHash, randomBytes } from 'node:crypto'
import { type Caller, hasScope } from '../domain/access/caller.ts'
import { keyFault } from '../domain/access/key.ts'
import type { Preview } from '../domain/access/preview.ts'
import { isOpen } from '../domain/article/transition.ts'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import { addSeconds, type Clock, type Instant, now } from '../domain/instant.ts'
import type { PreviewQuery, PreviewTokenStore } from '../domain/store/preview-token-store.ts'
import type { Store } from '../domain/store/store.ts'
import type { Write } from '../domain/store/write.ts'
import { notFound } from './article-write.ts'

/** What a preview token opens, and until when. */
export type PreviewPass = Pick<Preview, 'articleId' | 'expiresAt'>

/** A preview that was just made, with the token that is never shown again. */
export type NewPreview = { preview: Preview; token: string; article?: { id: Id; slug: string } | undefined }

type Deps = { store: PreviewTokenStore & Pick<Store, 'article'>; clock: Clock; newId: NewId }
type Who = Omit<Write, 'at' | 'idempotency'>

const tokenBytes = 32
const shape = /^[\w-]{43}$/

/**
 * Creates a random token that shows a working copy to its holder. It ends with the key that created it.
 *
 * @param articleId undefined = every working copy
 * @param lasts seconds
 * @throws AppError `article-not-found`, `key-required` where the key ended in the meantime
 */
export async function createPreview(
  articleId: Id | undefined,
  lasts: number,
  { keyId }: Caller,
  who: Who,
  { store, clock, newId }: Deps,
): Promise<NewPreview> {
  const article = articleId === undefined ? undefined : await store.article(articleId)
  if (articleId !== undefined && !(article && isOpen(article))) throw notFound()
  const at = now(clock)
  const expiresAt = addSeconds(at, lasts)
  const token = randomBytes(tokenBytes).toString('base64url')
  const made = { id: newId(), ...(articleId !== undefined && { articleId }), keyId, createdAt: at, expiresAt }
  const preview = await store.addPreview(made, hashOf(token), { at, ...who })
  return { preview, token, article: article && { id: article.id, slug: article.content.slug } }
}

/** Previews that can be opened: those of the caller's key; with `keys:manage` those of every key. */
export function listPreviews(
  page: Pick<PreviewQuery, 'limit' | 'from' | 'backwards'>,
  caller: Caller,
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
): ReturnType<PreviewTokenStore['previews']> {
  return store.previews({ ...page, at: now(clock), keyId: ownOnly(caller) })
}

/**
 * Ends one preview immediately: one of the caller's key; with `keys:manage` one of any key.
 *
 * @param caller who asks over HTTP; undefined = the operator
 * @throws AppError `preview-not-found`
 */
export async function endPreview(
  id: Id,
  caller: Caller | undefined,
  who: Who,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<void> {
  const keyId = caller && ownOnly(caller)
  const ended = await store.endPreviews({ id, keyId }, { at: now(clock), ...who })
  if (ended === 0) throw new AppError('preview-not-found', 'No preview has that id.')
}

/** Ends all previews of all keys. Answers how many. */
export function endAllPreviews(
  who: Who,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<number> {
  return store.endPreviews({}, { at: now(clock), ...who })
}

/**
 * What a token opens.
 *
 * @throws AppError `preview-invalid` for one that does not exist or was ended, `preview-expired`
 */
export async function openPreview(
  token: string,
  { store, clock }: { store: Pick<PreviewTokenStore, 'previewByHash'>; clock: Clock },
): Promise<PreviewPass> {
  const found = shape.test(token) ? await store.previewByHash(hashOf(token)) : undefined
  const at = now(clock)
  if (!found || found.key.revokedAt !== undefined) {
    throw new AppError('preview-invalid', 'The preview token is invalid or was revoked. Create a new preview.')
  }
  const { preview, key } = found
  const endsAt = earlier(preview.expiresAt, key.expiresAt)
  if (endsAt <= at || keyFault(key, at)) throw new AppError('preview-expired', `The preview ended at ${endsAt}.`)
  return preview
}

function ownOnly(caller: Caller): Id | undefined {
  return hasScope(caller, 'keys:manage') ? undefined : caller.keyId
}

function earlier(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other < one ? other : one
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
