import { now } from '../../domain/instant.ts'
import type { EditedTerm, TermLookup, VersionedTerm } from '../../domain/store/term-edit-store.ts'
import { decideMerge } from '../../domain/term/edit.ts'
import type { TermKind } from '../../domain/term/term.ts'
import type { Expected } from '../article/precondition.ts'
import { readTerm, termBy } from './read.ts'
import { requireResult, requireTermVersion, type TermDeps, type TermRequestContext } from './term.ts'

/**
 * Merges a term into another one, and returns the remaining one.
 *
 * @param expected version of the merged term; undefined = any
 * @param into id or slug of the remaining term
 * @throws AppError `term-not-found`, `version-conflict`; `invalid-request` if both are the same term
 */
export async function mergeTerm(
  kind: TermKind,
  ref: string,
  expected: Expected | undefined,
  into: string,
  context: TermRequestContext,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  const { id } = await readTerm(kind, ref, { store })
  // An unknown term is reported by the decision.
  const targetId = (await termBy(kind, into, store))?.id ?? into
  const at = now(clock)
  const decide = (current: VersionedTerm | undefined, lookup: TermLookup) =>
    decideMerge(requireTermVersion(kind, current, expected), targetId, lookup)
  return requireResult(await store.writeTerm(id, decide, { at, ...context }))
}
