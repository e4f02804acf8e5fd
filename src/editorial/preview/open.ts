import { keyFault } from '../../domain/access/key.ts'
import type { Preview } from '../../domain/access/preview.ts'
import { AppError } from '../../domain/error.ts'
import { type Clock, type Instant, now } from '../../domain/instant.ts'
import type { PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import { hashOf } from './preview.ts'

/** The article that a preview token shows (undefined = every working copy), and the end of the preview. */
export type PreviewPass = Pick<Preview, 'articleId' | 'expiresAt'>

const shape = /^[\w-]{43}$/

/**
 * Checks a preview token.
 *
 * @throws AppError `preview-invalid` if it does not exist or was revoked; `preview-expired`
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

function earlier(one: Instant, other: Instant | undefined): Instant {
  return other !== undefined && other < one ? other : one
}
