import type { Id } from '../id.ts'
import type { Term, TermKind } from '../term.ts'
import type { CountedTerm } from './term-store.ts'
import type { Write } from './write.ts'

/** Categories, tags and authors as editors see them: also those that no delivered article carries. */
export interface TermEditStore {
  /** By id; the one that it was merged into where it was. */
  termOf(kind: TermKind, id: Id): Promise<EditedTerm | undefined>

  /** One page by slug, without those that were merged into others. */
  allTerms(kind: TermKind, query: TermQuery): Promise<EditedTermPage>

  /**
   * Decides and writes, in one transaction. What the public sees changes with it: prints that show the term are made
   * again (up to 100, else by a reprint job), former slugs lead to it, the audit row is written.
   *
   * @param decide gets undefined where there is no such term; a merged one is the one that it was merged into
   * @throws AppError whatever `decide` throws, `store-busy`, `store-full`: nothing was written
   */
  writeTerm(
    id: Id,
    decide: (now: Term | undefined, around: TermsAround) => TermDecided,
    write: Write,
  ): Promise<EditedTerm>
}

/** What a decision may ask of the store, inside its transaction. */
export type TermsAround = {
  term(id: Id): Term | undefined
  /** The term that has a slug or had it. */
  slugOwner(kind: TermKind, slug: string): Id | undefined
  /** The term that sources mean by a name. */
  nameOwner(kind: TermKind, name: string): Id | undefined
}

export type TermDecided =
  | { unchanged: true }
  | {
      unchanged?: false
      audit: { action: string; detail: Record<string, unknown> }
      /** The term from now on. */
      term: Term
      mergeInto?: undefined
    }
  | {
      unchanged?: false
      audit: { action: string; detail: Record<string, unknown> }
      /** Slugs, names and articles are this one's from now on. */
      mergeInto: Id
      term?: undefined
    }

export type TermQuery = {
  /** Part of the name; letter case does not matter. */
  q?: string | undefined
  limit: number
  /** Start behind this slug; with `backwards`, end before it. */
  from?: string | undefined
  backwards?: boolean | undefined
}

export type EditedTerm = CountedTerm & {
  /** Slugs that lead to it. */
  formerSlugs: string[]
  /** Names by which sources mean it too, folded. */
  otherNames: string[]
}

export type EditedTermPage = { terms: EditedTerm[]; hasNext: boolean; hasPrevious: boolean }
