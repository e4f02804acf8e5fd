import type { ArticleStore } from './article-store.ts'
import type { ChangeStore } from './change-store.ts'
import type { PrintStore } from './print-store.ts'
import type { SyncStore } from './sync-store.ts'
import type { TermStore } from './term-store.ts'

/** A store as it is opened and closed. */
export interface Lifetime {
  /** Whether it can be read now. @throws AppError `unavailable` */
  check(): Promise<void>

  /** Ends after what is under way. Safe to call twice. */
  close(): Promise<void>
}

/** Everything that a store keeps. Each member's promise stands in the port that declares it. */
export type Store = ArticleStore & PrintStore & TermStore & ChangeStore & SyncStore & Lifetime
