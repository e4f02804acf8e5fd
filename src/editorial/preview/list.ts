import type { Caller } from '../../domain/access/caller.ts'
import { now } from '../../domain/instant.ts'
import type { PreviewQuery, PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import { keyLimitOf, type PreviewDeps } from './preview.ts'

/** Valid previews: those of the caller's key, with the scope `keys:manage` those of every key. */
export function listPreviews(
  page: Pick<PreviewQuery, 'limit' | 'from' | 'backwards'>,
  caller: Caller,
  { store, clock }: Pick<PreviewDeps, 'store' | 'clock'>,
): ReturnType<PreviewTokenStore['previews']> {
  return store.previews({ ...page, at: now(clock), keyId: keyLimitOf(caller) })
}
