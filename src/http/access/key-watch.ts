import type { FastifyRequest } from 'fastify'
import type { ApiKey } from '../../domain/access/key.ts'
import type { Id } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { KeyStore } from '../../domain/store/access/key-store.ts'

/** The validity of the keys of long responses. It is kept per key, however many responses a key has. */
export type KeyWatch = {
  /**
   * Starts to watch the key of a request. The returned function says whether the key was valid at the last refresh and has not
   * expired since. It is always true on routes that need no key.
   */
  watch(request: FastifyRequest): Promise<() => boolean>
  /**
   * Reads the watched keys again, unless they were read within the last second. Call it before content is sent.
   *
   * @throws AppError `unavailable`
   */
  refresh(): Promise<void>
}

/** Milliseconds for which keys are not read again: the events of a large import would each read them. */
const refreshInterval = 1000

export function createKeyWatch({ store, clock }: { store: Pick<KeyStore, 'key' | 'keys'>; clock: Clock }): KeyWatch {
  /** When each watched key ends, in milliseconds since 1970. */
  const ends = new Map<Id, number>()
  let readAt = 0
  let reading: Promise<void> | undefined

  async function read(): Promise<void> {
    const startedAt = clock().getTime()
    // A key that is watched only from now on may be newer than what is read.
    const watched = [...ends.keys()]
    const keys = new Map((await store.keys()).map(key => [key.id, key]))
    for (const id of watched) ends.set(id, endOf(keys.get(id)))
    readAt = startedAt
  }

  return {
    async watch({ caller, routeOptions }) {
      if (routeOptions.config.scope === undefined || !caller) return () => true
      const { keyId } = caller
      if (!ends.has(keyId)) ends.set(keyId, endOf(await store.key(keyId)))
      return () => (ends.get(keyId) ?? 0) > clock().getTime()
    },
    async refresh() {
      // The clock may have been set back.
      const isRecent = Math.abs(clock().getTime() - readAt) < refreshInterval
      if (ends.size === 0 || isRecent) return
      reading ??= read().finally(() => {
        reading = undefined
      })
      await reading
    },
  }
}

function endOf(key: ApiKey | undefined): number {
  if (!key || key.revokedAt !== undefined) return 0
  return key.expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt)
}
