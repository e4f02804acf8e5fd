import type { Id } from '../id.ts'
import type { Term } from '../term/term.ts'

/** A delivered article as other articles refer to it. */
export type Neighbour = { id: Id; slug: string; title: string; language: string; canonicalUrl: string }

/** Terms and articles that a print refers to, as of the transaction that prints it. */
export type Neighbours = {
  /** The terms of the content, by id. */
  terms: ReadonlyMap<Id, Term>
  /** The delivered articles that the content links to, by id. */
  articles: ReadonlyMap<Id, Neighbour>
  /** The other delivered articles of the translation group. */
  translations: readonly Neighbour[]
}

/** Something that a print shows: when it changes, the print is stale. */
export type PrintUse = { kind: 'term' | 'article' | 'translations'; id: Id }
