import type { ResolvedTerms } from '../domain/compose.ts'
import type { Manuscript } from '../domain/manuscript.ts'
import type { TermName, TermStore } from '../domain/store/term-store.ts'

/** The terms of an article by name. */
export type NamedTerms = Pick<Manuscript, 'category' | 'tags' | 'authors' | 'exported'>

/** The ids of the terms that each article names, made where there are none, in one go. */
export async function resolveTerms(
  articles: readonly NamedTerms[],
  store: Pick<TermStore, 'resolveTerms'>,
): Promise<ResolvedTerms[]> {
  const names = articles.map(termNames)
  const ids = await store.resolveTerms(names.flat())
  let at = 0
  return names.map(own => {
    const resolved: Required<ResolvedTerms> = { categoryId: undefined, tagIds: [], authorIds: [] }
    for (const { kind } of own) {
      const id = ids[at]
      at += 1
      if (id === undefined) continue
      if (kind === 'category') resolved.categoryId = id
      else pushOnce(kind === 'tag' ? resolved.tagIds : resolved.authorIds, id)
    }
    return resolved
  })
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
