import type { Image } from '../body/image.ts'
import type { Id } from '../id.ts'
import type { Term, TermKind } from '../term/term.ts'

/** Categories, tags and authors. */
export interface TermStore {
  /** The terms of those ids, in no order; unknown ones are left out. */
  termsById(ids: readonly Id[]): Promise<Term[]>

  /** A term that at least one delivered article carries: by its slug, or `moved` by a former one. */
  term(kind: TermKind, slug: string): Promise<FoundTerm | undefined>

  /** Those that at least one delivered article carries, by slug, from behind `from`; with `backwards`, before it. */
  terms(
    kind: TermKind,
    page: { limit: number; from?: string | undefined; backwards?: boolean | undefined },
  ): Promise<TermPage>
}

/** What a source says of a term; see `Lookup.resolveTerms`. */
export type TermName = {
  kind: TermKind
  name: string
  pageUrl?: string | undefined
  image?: Image | undefined
  description?: string | undefined
  /** Of an export of Offprint itself; taken if it is free. */
  id?: Id | undefined
  /** Likewise. */
  slug?: string | undefined
}

/** A term with the number of delivered articles that carry it. */
export type CountedTerm = Term & { articles: number }

export type FoundTerm = { kind: 'term'; term: CountedTerm } | { kind: 'moved'; slug: string }

export type TermPage = { terms: CountedTerm[]; hasNext: boolean; hasPrevious: boolean }
