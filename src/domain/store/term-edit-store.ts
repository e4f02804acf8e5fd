import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Term, TermKind } from '../term/term.ts'
import type { IdempotentRequest, StoredResponse } from './access/idempotency-store.ts'
import type { CountedTerm } from './term-store.ts'
import type { Requester } from './write.ts'

/** Categories, tags and authors as editors see them: also those that no delivered article carries. */
export interface TermEditStore {
  /** By id, or by a slug that it has or had; the one that it was merged into where it was. */
  termOf(kind: TermKind, ref: string): Promise<EditedTerm | undefined>

  /** One page by slug, without those that were merged into others. */
  allTerms(kind: TermKind, query: TermQuery): Promise<EditedTermPage>

  /**
   * Decides and writes, in one transaction. What the public sees changes with it: prints that show the term are made
   * again (up to 100, else by a reprint job), former slugs lead to it, the audit row is written.
   *
   * @param decide gets undefined if there is no such term; a merged one is the one that it was merged into
   * @returns the term as it is now, or the one that it was merged into; undefined if it was removed
   * @throws AppError errors of `decide`, `idempotency-running`, `store-busy`, `store-full`; nothing was written
   */
  writeTerm(
    id: Id,
    decide: (current: VersionedTerm | undefined, lookup: TermLookup) => TermDecision,
    write: TermWrite,
  ): Promise<EditedTerm | undefined>
}

/** With the answer that is kept under the idempotency key of the request. */
export type TermWrite = Requester & {
  at: Instant
  idempotency?: (IdempotentRequest & { answer(edited: EditedTerm): StoredResponse }) | undefined
}

/** `version` grows by one with every change. */
export type VersionedTerm = Term & { version: number }

/** Reads that a decision may use, inside its transaction. */
export type TermLookup = {
  term(id: Id): Term | undefined
  /** The term that has a slug or had it. */
  slugOwner(kind: TermKind, slug: string): Id | undefined
  /** The term that sources mean by a name. */
  nameOwner(kind: TermKind, name: string): Id | undefined
  /** The articles that carry a term, as working copies or as delivered; deleted and withdrawn ones do not count. */
  uses(id: Id): TermUses
}

export type TermUses = {
  /** As far as they were counted: see `isMore`. */
  articles: number
  /** Whether there may be more. */
  isMore: boolean
  /** Up to three of them. */
  some: Id[]
}

export type TermDecision =
  | { unchanged: true; remove?: undefined }
  | {
      unchanged?: false
      audit: { action: string; detail: Record<string, unknown> }
      /** The term from now on. */
      term: Term
      mergeInto?: undefined
      remove?: undefined
    }
  | {
      unchanged?: false
      audit: { action: string; detail: Record<string, unknown> }
      /** Slugs, names and articles are this one's from now on. */
      mergeInto: Id
      term?: undefined
      remove?: undefined
    }
  | {
      unchanged?: false
      audit: { action: string; detail: Record<string, unknown> }
      /** It no longer exists: slugs and names are free, deleted and withdrawn articles lose it. */
      remove: true
      term?: undefined
      mergeInto?: undefined
    }

export type TermQuery = {
  /** Part of the name; letter case does not matter. */
  q?: string | undefined
  /** Only those that no article carries: see `TermLookup.uses`. */
  unused?: boolean | undefined
  limit: number
  /** Start behind this slug; with `backwards`, end before it. */
  from?: string | undefined
  backwards?: boolean | undefined
}

export type EditedTerm = CountedTerm & {
  version: number
  /** Former slugs of the term. */
  formerSlugs: string[]
  /** Names by which sources mean it too, folded. */
  otherNames: string[]
}

export type EditedTermPage = { terms: EditedTerm[]; hasNext: boolean; hasPrevious: boolean }
