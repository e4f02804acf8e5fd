import type { Image } from '../body/image.ts'
import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { Term, TermKind, TermSort } from '../term/term.ts'

/** Categories, tags and authors. */
export interface TermStore {
  /** The terms of those ids, in no order; unknown ones are left out. */
  termsById(ids: readonly Id[]): Promise<Term[]>

  /** A term that at least one delivered article carries: by its slug, or `moved` by a former one. */
  term(kind: TermKind, slug: string): Promise<FoundTerm | undefined>

  /** One page of those that at least one delivered article carries, in the requested order (also if `backwards`). */
  terms(kind: TermKind, query: TermQuery): Promise<TermPage>
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

/** A term with the number of delivered articles that carry it, and the publication of the newest of them. */
export type CountedTerm = Term & { articles: number; latestPublishedAt?: Instant | undefined }

export type TermQuery = {
  sort: TermSort
  /** The begin of the name, as a key (see `sortKey`), or of the slug. */
  prefix?: { name: string; slug: string } | undefined
  limit: number
  /** Start after this position; with `backwards`, end before it. */
  from?: TermPosition | undefined
  backwards?: boolean | undefined
}

/** A position between two terms: `at` is the sort key of the name, or the number or time (seconds) that terms are sorted by. */
export type TermPosition = { at: string | number; slug: string }

export type FoundTerm = { kind: 'term'; term: CountedTerm } | { kind: 'moved'; slug: string }

export type TermPage = {
  terms: CountedTerm[]
  hasNext: boolean
  hasPrevious: boolean
  /** The positions of the first and the last term; absent on an empty page. */
  ends?: { first: TermPosition; last: TermPosition } | undefined
}
