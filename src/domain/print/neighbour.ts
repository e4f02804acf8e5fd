import type { Id } from '../id.ts'
import type { Term } from '../term/term.ts'

/** A delivered article as others refer to it. */
export type Neighbour = { id: Id; slug: string; title: string; language: string; canonicalUrl: string }

/** Terms and articles that a print refers to, as they are in the transaction that prints. */
export type Neighbours = {
  /** The terms that the content names, by id. */
  terms: ReadonlyMap<Id, Term>
  /** The delivered articles that the content links to, by id; those not delivered are missing. */
  articles: ReadonlyMap<Id, Neighbour>
  /** The other delivered articles of the translation group. */
  translations: readonly Neighbour[]
}

/** A thing that a print shows, so that the print is stale when that thing changes. */
export type PrintUse = { kind: 'term' | 'article' | 'translations'; id: Id }
