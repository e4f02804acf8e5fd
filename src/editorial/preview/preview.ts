import { createHash } from 'node:crypto'
import { type Caller, hasScope } from '../../domain/access/caller.ts'
import type { Id, NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { PreviewTokenStore } from '../../domain/store/access/preview-token-store.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Write } from '../../domain/store/write.ts'

export type PreviewDeps = { store: PreviewTokenStore & Pick<Store, 'article'>; clock: Clock; newId: NewId }

export type PreviewRequester = Omit<Write, 'at' | 'idempotency'>

/** The key to whose previews a caller is limited; undefined = the previews of all keys. */
export function keyLimitOf(caller: Caller): Id | undefined {
  return hasScope(caller, 'keys:manage') ? undefined : caller.keyId
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
