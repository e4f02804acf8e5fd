import { now } from '../../domain/instant.ts'
import type { EditedTerm, TermLookup, VersionedTerm } from '../../domain/store/term-edit-store.ts'
import { decideEdit, type TermPatch } from '../../domain/term/edit.ts'
import type { Term, TermKind } from '../../domain/term/term.ts'
import type { Expected } from '../article/precondition.ts'
import { readTerm } from './read.ts'
import { requireResult, requireTermVersion, type TermDeps, type TermRequestContext } from './term.ts'

/**
 * Edits a term, and updates every print that shows it.
 *
 * @param change returns the new members; errors it throws are passed on
 * @throws AppError `term-not-found`, `term-taken`, `invalid-request`, `version-conflict`
 */
export async function editTerm(
  kind: TermKind,
  ref: string,
  expected: Expected,
  change: (current: Term) => TermPatch,
  context: TermRequestContext,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  const { id } = await readTerm(kind, ref, { store })
  const at = now(clock)
  const decide = (current: VersionedTerm | undefined, lookup: TermLookup) => {
    const term = requireTermVersion(kind, current, expected)
    return decideEdit(term, change(term), lookup)
  }
  return requireResult(await store.writeTerm(id, decide, { at, ...context }))
}
