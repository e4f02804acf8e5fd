import { randomBytes } from 'node:crypto'
import type { Caller } from '../../domain/access/caller.ts'
import type { Preview } from '../../domain/access/preview.ts'
import { isOpen } from '../../domain/article/transition.ts'
import type { Id } from '../../domain/id.ts'
import { addSeconds, now } from '../../domain/instant.ts'
import { notFound } from '../article/precondition.ts'
import { hashOf, type PreviewDeps, type PreviewRequester } from './preview.ts'

/** A new preview, with its token, which is not stored and not shown again. */
export type NewPreview = { preview: Preview; token: string; article?: { id: Id; slug: string } | undefined }

const tokenBytes = 32

/**
 * Creates a random token that shows a working copy to its holder. It ends with the key that created it.
 *
 * @param articleId undefined = every working copy
 * @param lifetime seconds
 * @throws AppError `article-not-found`, `key-required` if the key was revoked or expired meanwhile
 */
export async function createPreview(
  articleId: Id | undefined,
  lifetime: number,
  { keyId }: Caller,
  who: PreviewRequester,
  { store, clock, newId }: PreviewDeps,
): Promise<NewPreview> {
  const article = articleId === undefined ? undefined : await store.article(articleId)
  if (articleId !== undefined && !(article && isOpen(article))) throw notFound()
  const at = now(clock)
  const expiresAt = addSeconds(at, lifetime)
  const token = randomBytes(tokenBytes).toString('base64url')
  const made = { id: newId(), ...(articleId !== undefined && { articleId }), keyId, createdAt: at, expiresAt }
  const preview = await store.addPreview(made, hashOf(token), { at, ...who })
  return { preview, token, article: article && { id: article.id, slug: article.content.slug } }
}
