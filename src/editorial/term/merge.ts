import { now } from '../../domain/instant.ts'
import type { EditedTerm, TermLookup, VersionedTerm } from '../../domain/store/term-edit-store.ts'
import { decideMerge } from '../../domain/term/edit.ts'
import type { TermKind } from '../../domain/term/term.ts'
import type { Expected } from '../article/precondition.ts'
import { readTerm, termBy } from './read.ts'
import { requireResult, requireTermVersion, type TermDeps, type TermRequestContext } from './term.ts'

/**
 * Merges a term into another one, and returns that one.
 *
 * @param expected undefined = any version
 * @param into id or slug of the remaining term
 * @throws AppError `term-not-found`, `invalid-request`, `version-conflict`
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
  const { id: other = into } = (await termBy(kind, into, store)) ?? {}
  const at = now(clock)
  const decide = (current: VersionedTerm | undefined, lookup: TermLookup) =>
    decideMerge(requireTermVersion(kind, current, expected), other, lookup)
  return requireResult(await store.writeTerm(id, decide, { at, ...context }))
}
