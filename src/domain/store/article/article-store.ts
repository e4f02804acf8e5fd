import type { Article } from '../../article/article.ts'
import type { Edition } from '../../article/edition.ts'
import type { ScheduleChange, ScheduledAction } from '../../article/schedule.ts'
import type { EndReason } from '../../article/tombstone.ts'
import type { ArticleVersion } from '../../article/version.ts'
import type { PublicState } from '../../article/working-copy.ts'
import type { Correction } from '../../content/correction.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'
import type { Term } from '../../term/term.ts'
import type { TermName } from '../term-store.ts'
import type { Write, Written } from '../write.ts'

/** Working copies. One method = one transaction. */
export interface ArticleStore {
  /** The working copy, or undefined. */
  article(id: Id): Promise<Article | undefined>

  /** The working copy with that identity in its source, or undefined. */
  articleByExternalId(externalId: string): Promise<Article | undefined>

  /** The public state of an article, or undefined. */
  publicState(id: Id): Promise<PublicState | undefined>

  /** Approximate size of the body of a working copy in bytes; 0 if there is none. */
  articleBytes(id: Id): Promise<number>

  /**
   * Decides and writes all items in one transaction, with the prints, the dependent prints (up to 100, else a reprint job),
   * the change rows and the audit entries. The replaced version is kept, with some before it: see `keptVersions`.
   *
   * If `decide` throws an `AppError`, the item is not changed, and its result is the error. Any other error rolls back the
   * whole batch.
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

/** Reads that a decision may use, inside its transaction. */
export type Lookup = {
  /** The later of a time and the newest time in the change log, in case the clock was set back. */
  notBefore(at: Instant): Instant
  /** Whether any article has or had that id, erased ones included: an id is never reused. */
  isIdUsed(articleId: Id): boolean
  /** The article other than `than` that has a slug or had it. */
  slugOwner(slug: string, than: Id): SlugOwner | undefined
  /**
   * Whether the owner of a slug is changed in the same atomic batch, so that it may release the slug. If it does not, the
   * batch fails with `slug-taken` at its end.
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
  scheduled(articleId: Id): ScheduledAction[]
  /**
   * The articles that links of a source lead to, by the keys of the addresses (see `addressKey`): those that claim them for
   * this source, else those that claim them for all.
   */
  articlesByAddress(keys: readonly string[], source: string): ReadonlyMap<string, Id>
  /**
   * The articles of a source whose files have these names, by the keys of the names (see `fileNameKey`). If several files
   * have a name, only one in the language counts, and none if several are.
   */
  articlesByFileName(keys: readonly string[], source: string, language: string): ReadonlyMap<string, Id>
  /**
   * The external id of another article of a source that is in a language and has a key of translations (see
   * `translationKey`), or the address in it.
   */
  sameTranslation(key: string, source: string, language: string, than: Id): string | undefined
  /** Whether another article claimed an address before, in the same scope. */
  isClaimed(claim: AddressClaim, than: Id): boolean
}

/** The owner of a slug: `held` = its current slug, `former` = an earlier one, `erased` = the article was erased. */
export type SlugOwner = { articleId: Id; language: string; since: 'held' | 'former' | 'erased' }

/** An address that identifies an article in links. */
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
      /** Notes for the requester; they are not stored. */
      notes?: DecisionNote[] | undefined
      /** The new working copy: `version` one higher, or 1. */
      article: Article
      /** A new edition to deliver. */
      edition?: Edition | undefined
      /** Ends delivery and leaves a tombstone. */
      end?:
        | { reason: EndReason; at: Instant; note?: string; movedTo?: { id?: Id; slug?: string; url: string } }
        | undefined
      /** Replaces the raw source. */
      source?: RawSource | undefined
      /** Initial value of the view counter; without effect if there is one. */
      views?: number | undefined
      /** Further slugs that redirect to it; slugs of other articles are not changed. */
      formerSlugs?: string[] | undefined
      /** Paths of an old site that redirect to it, with a leading slash; likewise. */
      paths?: string[] | undefined
      /** Replaces its addresses. */
      addresses?: AddressClaim[] | undefined
      /** Replaces the keys of the addresses that it links to and that no article has yet. */
      openLinks?: string[] | undefined
      /** Changes of its schedule. */
      schedule?: ScheduleChange | undefined
      /** Removes everything but the tombstone: editions, source, and the details of audit entries. */
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
