import type { ResolvedTerms } from '../../domain/content/compose.ts'
import type { Manuscript } from '../../domain/content/manuscript.ts'
import type { DecisionNote, Lookup } from '../../domain/store/article/article-store.ts'
import type { TermName } from '../../domain/store/term-store.ts'
import { type Term, termCollection } from '../../domain/term/term.ts'

/** The terms of an article by name. */
export type NamedTerms = Pick<Manuscript, 'category' | 'tags' | 'authors' | 'exported'>

/**
 * Returns the ids of the terms that an article names, within its transaction, and creates the missing ones. The notes
 * name the terms whose facts differ from those in the article.
 *
 * @param mayPublish whether facts other than the name are applied; they become public with the first article of the term
 */
export function resolveTerms(
  article: NamedTerms,
  mayPublish: boolean,
  lookup: Pick<Lookup, 'resolveTerms' | 'terms'>,
): { resolved: ResolvedTerms; notes: DecisionNote[] } {
  const names = termNames(article)
  const ids = lookup.resolveTerms(names, mayPublish)
  const resolved: Required<ResolvedTerms> = { categoryId: undefined, tagIds: [], authorIds: [] }
  for (const [index, { kind }] of names.entries()) {
    const id = ids[index]
    if (id === undefined) continue
    if (kind === 'category') resolved.categoryId = id
    else pushOnce(kind === 'tag' ? resolved.tagIds : resolved.authorIds, id)
  }
  const hasFacts = names.some(({ pageUrl, image, description }) => pageUrl ?? image ?? description)
  const terms = hasFacts ? new Map(lookup.terms(ids).map(term => [term.id, term])) : undefined
  const notes = terms
    ? names.flatMap((name, index) => unchangedTermNotes(name, terms.get(ids[index] ?? ''), mayPublish))
    : []
  return { resolved, notes }
}

function unchangedTermNotes(name: TermName, term: Term | undefined, mayPublish: boolean): DecisionNote[] {
  if (!term) return []
  const differs = (['pageUrl', 'image', 'description'] as const).filter(
    member => name[member] !== undefined && JSON.stringify(name[member]) !== JSON.stringify(term[member]),
  )
  if (differs.length === 0) return []
  const why = mayPublish ? 'the public knows it' : 'a key without "articles:publish" does not change it'
  const where = `/v1/editorial/${termCollection[term.kind]}/${term.id}`
  const detail = `The ${term.kind} "${term.name}" keeps its own ${differs.join(', ')}, because ${why}: ${where}.`
  return [{ code: 'term-unchanged', detail }]
}

function termNames({ category, tags, authors, exported }: NamedTerms): TermName[] {
  const known = new Map(exported?.terms.map(term => [`${term.kind} ${term.name}`, term]))
  const named: TermName[] = [
    ...(category ? [{ kind: 'category', name: category } as const] : []),
    ...tags.map(name => ({ kind: 'tag', name }) as const),
    ...authors.map(author => ({ kind: 'author', ...author }) as const),
  ]
  return known.size === 0 ? named : named.map(term => ({ ...known.get(`${term.kind} ${term.name}`), ...term }))
}

function pushOnce(ids: string[], id: string): void {
  if (!ids.includes(id)) ids.push(id)
}
