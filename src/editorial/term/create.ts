import { now } from '../../domain/instant.ts'
import type { EditedTerm } from '../../domain/store/term-edit-store.ts'
import { decideCreate, type TermPatch } from '../../domain/term/edit.ts'
import type { TermKind } from '../../domain/term/term.ts'
import { requireResult, type TermDeps, type TermRequestContext } from './term.ts'

/** @throws AppError `term-taken`, `invalid-request` */
export async function createTerm(
  kind: TermKind,
  wish: TermPatch & { name: string },
  context: TermRequestContext,
  { store, clock, newId }: TermDeps,
): Promise<EditedTerm> {
  const id = newId()
  const at = now(clock)
  return requireResult(
    await store.writeTerm(id, (_, lookup) => decideCreate(id, kind, wish, lookup), { at, ...context }),
  )
}
