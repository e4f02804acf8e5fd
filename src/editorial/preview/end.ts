import type { Caller } from '../../domain/access/caller.ts'
import { AppError } from '../../domain/error.ts'
import type { Id } from '../../domain/id.ts'
import { type Clock, now } from '../../domain/instant.ts'
import type { PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import { type PreviewRequester, visibleKey } from './preview.ts'

/**
 * Ends one preview immediately. Without the scope `keys:manage` it must belong to the key of the caller.
 *
 * @param caller undefined = the operator
 * @throws AppError `preview-not-found`
 */
export async function endPreview(
  id: Id,
  caller: Caller | undefined,
  who: PreviewRequester,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<void> {
  const keyId = caller && visibleKey(caller)
  const ended = await store.endPreviews({ id, keyId }, { at: now(clock), ...who })
  if (ended === 0) throw new AppError('preview-not-found', 'No preview has that id.')
}

/** Ends all previews of all keys, and returns their number. */
export function endAllPreviews(
  who: PreviewRequester,
  { store, clock }: { store: Pick<PreviewTokenStore, 'endPreviews'>; clock: Clock },
): Promise<number> {
  return store.endPreviews({}, { at: now(clock), ...who })
}
