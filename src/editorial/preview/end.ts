import type { Caller } from '../../domain/access/caller.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import { keyLimitOf, type PreviewRequester } from './preview.ts'

/**
 * Ends one preview immediately. A preview is a token that shows an unpublished article to its holder. Without the scope
 * `keys:manage` it must belong to the key of the caller.
 *
 * @param caller undefined = the operator
 * @param auditedAs the requester in the audit log
 * @throws AppError `preview-not-found`
 */
export async function endPreview(
  id: Id,
  caller: Caller | undefined,
  auditedAs: PreviewRequester,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<void> {
  const keyId = caller && keyLimitOf(caller)
  const ended = await store.endPreviews({ id, keyId }, { at: now(clock), ...auditedAs })
  if (ended === 0) throw new AppError('preview-not-found', 'No preview has that id.')
}

/**
 * Ends all previews of all keys, and returns their number. Only for the operator and callers with the scope `keys:manage`.
 */
export function endAllPreviews(
  auditedAs: PreviewRequester,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<number> {
  const all = {}
  return store.endPreviews(all, { at: now(clock), ...auditedAs })
}
