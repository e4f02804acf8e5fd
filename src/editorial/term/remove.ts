import { now } from '../../domain/instant.ts'
import { decideRemove } from '../../domain/term/edit.ts'
import type { TermKind } from '../../domain/term/term.ts'
import type { Expected } from '../article/precondition.ts'
import { readTerm } from './read.ts'
import { requireTermVersion, type TermDeps, type TermRequestContext } from './term.ts'

/**
 * Removes a term that no article has.
 *
 * @throws AppError `term-not-found`, `term-used`, `version-conflict`
 */
export async function removeTerm(
  kind: TermKind,
  ref: string,
  expected: Expected,
  context: TermRequestContext,
  { store, clock }: TermDeps,
): Promise<void> {
  const { id } = await readTerm(kind, ref, { store })
  const at = now(clock)
  await store.writeTerm(id, (current, lookup) => decideRemove(requireTermVersion(kind, current, expected), lookup), {
    at,
    ...context,
  })
}
