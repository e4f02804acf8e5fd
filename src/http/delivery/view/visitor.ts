import { createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Id } from '../../../domain/id.ts'
import type { Clock } from '../../../domain/instant.ts'

export type Visitors = {
  /**
   * Counts a view unless the visitor viewed the article in the last hour.
   *
   * @param count stores the view. If it fails, the visitor counts as not seen
   */
  countOnce(visitor: Visitor, articleId: Id, count: () => Promise<void>): Promise<void>
}

export type Visitor = { address: string; userAgent: string }

/** Marks remembered, about 100 bytes each. The oldest are forgotten first: these visitors count again. */
const maxMarks = 200_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/**
 * Recognises visitors by a hash of their address and user agent with a random salt. The salt changes every day (UTC). Salt
 * and hashes are only in memory, so that nobody can find out later who read what.
 */
export function createVisitors(clock: Clock, max = maxMarks): Visitors {
  /** When each visitor viewed an article. Created on first use: it reserves memory. */
  let seen: LRUCache<string, number> | undefined
  const pending = new Map<string, Promise<void>>()
  let salt = randomBytes(16)
  let saltDay = 0

  function markOf({ address, userAgent }: Visitor, articleId: Id, now: number): string {
    const day = Math.floor(now / dayMs)
    if (day !== saltDay) {
      salt = randomBytes(16)
      saltDay = day
      seen?.clear()
    }
    const hash = createHash('sha256').update(salt)
    return hash.update(`${articleId}\n${address}\n${userAgent}`).digest('base64url').slice(0, 16)
  }

  async function remember(mark: string, now: number, count: () => Promise<void>): Promise<void> {
    try {
      await count()
      seen ??= new LRUCache<string, number>({ max })
      seen.set(mark, now)
    } finally {
      pending.delete(mark)
    }
  }

  return {
    async countOnce(visitor, articleId, count) {
      const now = clock().getTime()
      const mark = markOf(visitor, articleId, now)
      const before = seen?.peek(mark)
      if (before !== undefined && now - before < hourMs) return
      // A second request must not be answered before the first one is stored.
      const running = pending.get(mark) ?? remember(mark, now, count)
      pending.set(mark, running)
      await running
    },
  }
}
