import { isId } from '../../domain/id.ts'
import type { EditedTerm, TermEditStore } from '../../domain/store/term-edit-store.ts'
import type { TermKind } from '../../domain/term/term.ts'
import { termSlug } from '../../domain/text/slug.ts'
import { notFound, type TermDeps } from './term.ts'

/**
 * @param ref id, or a current or former slug
 * @throws AppError `term-not-found`
 */
export async function readTerm(kind: TermKind, ref: string, { store }: Pick<TermDeps, 'store'>): Promise<EditedTerm> {
  const found = await termBy(kind, ref, store)
  if (!found) throw notFound(kind)
  return found
}

export function termBy(kind: TermKind, ref: string, store: TermEditStore): Promise<EditedTerm | undefined> {
  return store.termOf(kind, isId(ref) ? ref : termSlug(ref))
}
