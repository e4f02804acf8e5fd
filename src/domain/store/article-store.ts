import type { Article } from '../article/article.ts'
import type { Edition } from '../article/edition.ts'
import type { Schedule, Scheduled } from '../article/schedule.ts'
import type { EndReason } from '../article/tombstone.ts'
import type { ArticleVersion } from '../article/version.ts'
import type { PublicState } from '../article/working-copy.ts'
import type { Correction } from '../content/correction.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Term } from '../term/term.ts'
import type { TermName } from './term-store.ts'
import type { Write, Written } from './write.ts'

/** Working copies. One method = one transaction. */
export interface ArticleStore {
  /** The working copy, or undefined. */
  article(id: Id): Promise<Article | undefined>

  /** The working copy with that identity in its source, or undefined. */
  articleByExternalId(externalId: string): Promise<Article | undefined>

  /** What the public sees of an article, or undefined. */
  publicState(id: Id): Promise<PublicState | undefined>

  /** About how many bytes the body of a working copy has; 0 where there is none. */
  articleBytes(id: Id): Promise<number>

  /**
   * Decides and writes each item, all in one transaction. What the public sees changes with it: the print, the prints
   * that refer to it (up to 100, else a reprint job), the change rows, the audit rows. The version that is replaced is
   * kept, with the last ones before it: see `keptVersions`.
   *
   * An item whose `decide` throws an `AppError` is left as it was, and the error is its result; any other error undoes
   * the whole batch.
   *
   * @throws AppError `idempotency-running` when another process answered the same request in between: nothing was written
   * @throws AppError `store-busy` when another writer held the lock for 5 seconds: nothing was written
   * @throws AppError `store-full` when the disk is full: nothing was written
   */
  writeArticles(items: readonly ArticleWrite[], write: Write): Promise<Written[]>

  /** The raw bytes that the article was last imported from, or undefined. */
  source(articleId: Id): Promise<RawSource | undefined>
}

export type ArticleWrite = {
  /** By id, or by identity in its source; `decide` gets undefined where neither is found. */
  target: { id: Id } | { externalId: string }
  /** Pure and synchronous: it runs inside the transaction, perhaps more than once. */
  decide(current: Article | undefined, lookup: Lookup): ArticleDecision
}

/** What a decision may ask of the store, inside its transaction. */
export type Lookup = {
  /** The later of a moment and the newest in the change log: a clock that was set back makes nothing older. */
  notBefore(at: Instant): Instant
  /** Whether an article has or had that id, whatever its state, erased ones too: an id is never used again. */
  isIdUsed(articleId: Id): boolean
  /** The article other than `than` that has a slug or had it. */
  slugOwner(slug: string, than: Id): SlugOwner | undefined
  /**
   * Whether the article that has a slug is changed in the same all-or-nothing write, and so may give it up: whether it does
   * is known at the end of the write, which fails with `slug-taken` where it does not.
   */
  mayGiveUp(slug: string, owner: Id): boolean
  /** All correction notes of an article, oldest first. */
  corrections(articleId: Id): Correction[]
  /** An edition of an article, or undefined. */
  edition(articleId: Id, number: number): Edition | undefined
  /** A version of an article that is kept, or undefined. */
  version(articleId: Id, number: number): ArticleVersion | undefined
  /** The terms of those ids, in no order, also those that `resolveTerms` just named. */
  terms(ids: readonly Id[]): Term[]
  /**
   * The ids of the terms with those names; letter case does not matter. Terms that do not exist are made with the
   * article, as far as it carries them: a decision that is refused or changes nothing leaves none behind.
   *
   * @param mayDescribe whether what else is stated counts: for a new term, and for one that no delivered article carries
   *   and no editor made or changed, as far as it lacks it. Without, a term gets its name only.
   */
  resolveTerms(names: readonly TermName[], mayDescribe: boolean): Id[]
  /**
   * Another article of a translation group, neither deleted nor withdrawn, whose working copy or delivered edition is in
   * a language, or in the one that `than` is delivered in.
   */
  translationIn(group: Id, language: string, than: Id): { articleId: Id; language: string } | undefined
  /** Whether an article of a translation group is delivered. */
  isGroupPublished(group: Id): boolean
  /** What is to happen to an article. */
  scheduled(articleId: Id): Scheduled[]
  /**
   * The articles that links of a source lead to, by the keys of the addresses (see `addressKey`): those that claim them for
   * this source, else those that claim them for all.
   */
  articlesByAddress(keys: readonly string[], source: string): ReadonlyMap<string, Id>
  /** Whether another article claimed an address before, in the same scope. */
  isClaimed(claim: AddressClaim, than: Id): boolean
}

/** The article that a slug belongs to: `held` = as its slug now, `former` = as one before, `erased` = it is no more. */
export type SlugOwner = { articleId: Id; language: string; since: 'held' | 'former' | 'erased' }

/** An address by which links mean an article. */
export type AddressClaim = {
  /** See `addressKey`. */
  key: string
  /** Only for links of articles of this import source; empty = for the links of all articles. */
  source: string
}

export type ArticleDecision =
  | { unchanged: true; notes?: DecisionNote[] | undefined }
  | {
      unchanged?: false
      /** What the one who asked is told beside the outcome; nothing is kept of it. */
      notes?: DecisionNote[] | undefined
      /** The working copy from now on: `version` one higher, or 1. */
      article: Article
      /** A new edition, delivered from now on. */
      edition?: Edition | undefined
      /** Ends delivery and leaves a tombstone. */
      end?:
        | { reason: EndReason; at: Instant; note?: string; movedTo?: { id?: Id; slug?: string; url: string } }
        | undefined
      /** Replaces the raw source. */
      source?: RawSource | undefined
      /** First figure of the view counter; without effect where it counts already. */
      views?: number | undefined
      /** Further slugs that lead to it; those of other articles are left alone. */
      formerSlugs?: string[] | undefined
      /** Paths of an old site that lead to it, with a leading slash; likewise. */
      paths?: string[] | undefined
      /** Addresses by which links mean it, in place of those it had. */
      addresses?: AddressClaim[] | undefined
      /** Keys of the addresses that it links to and that may become articles' yet, in place of those it had. */
      openLinks?: string[] | undefined
      /** What is to happen from now on. */
      schedule?: Schedule | undefined
      /** Removes all that is kept of it but its tombstone: editions, source, what the audit says beside that it happened. */
      erase?: boolean | undefined
      audit: { action: string; detail?: Record<string, unknown> | undefined }
    }

export type DecisionNote = { code: string; detail: string }

export type RawSource = {
  /** Name of the importer that read it. */
  importer: string
  /** File name or path within its source. */
  name: string
  mediaType: string
  bytes: Uint8Array
  /** SHA-256 of the bytes in hex. */
  hash: string
}
