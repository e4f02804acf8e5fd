import { createHash } from 'node:crypto'
import { AppError } from '../domain/error.ts'
import type { Id, NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import type { EditedTerm, TermEditStore } from '../domain/store/term-edit-store.ts'
import type { Write } from '../domain/store/write.ts'
import { type Term, type TermKind, termCollection } from '../domain/term.ts'
import { decideCreate, decideEdit, decideMerge, type TermPatch, termTag } from '../domain/term-edit.ts'
import { type Expected, momentOf } from './article-write.ts'

export type TermDeps = { store: TermEditStore; clock: Clock; newId: NewId }

type Who = Omit<Write, 'at' | 'idempotency'>

/** @throws AppError `term-taken`, `invalid-request` */
export async function createTerm(
  kind: TermKind,
  wish: TermPatch & { name: string },
  who: Who,
  { store, clock, newId }: TermDeps,
): Promise<EditedTerm> {
  const id = newId()
  return store.writeTerm(id, (_, around) => decideCreate(id, kind, wish, around), { at: momentOf(clock), ...who })
}

/** @throws AppError `term-not-found` */
export async function readTerm(kind: TermKind, id: Id, { store }: Pick<TermDeps, 'store'>): Promise<EditedTerm> {
  const found = await store.termOf(kind, id)
  if (!found) throw notFound(kind)
  return found
}

/**
 * Changes what a term says, and every print that shows it.
 *
 * @param change what the members become; an AppError it throws is the answer
 * @throws AppError `term-not-found`, `term-taken`, `invalid-request`, `version-conflict`
 */
export async function editTerm(
  kind: TermKind,
  id: Id,
  expected: Expected | undefined,
  change: (now: Term) => TermPatch,
  who: Who,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  await readTerm(kind, id, { store })
  return store.writeTerm(
    id,
    (now, around) => {
      const term = standing(kind, now, expected)
      return decideEdit(term, change(term), around)
    },
    { at: momentOf(clock), ...who },
  )
}

/**
 * Makes a term part of another one, which is answered.
 *
 * @throws AppError `term-not-found`, `invalid-request`, `version-conflict`
 */
export async function mergeTerm(
  kind: TermKind,
  id: Id,
  expected: Expected | undefined,
  into: Id,
  who: Who,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  await readTerm(kind, id, { store })
  return store.writeTerm(id, (now, around) => decideMerge(standing(kind, now, expected), into, around), {
    at: momentOf(clock),
    ...who,
  })
}

/** `ETag` of a term, in quotes: a hash of what editors change, so that equal states have equal tags, in a restored store too. */
export function etagOfTerm(term: Term): string {
  return `"${tagOfTerm(term)}"`
}

function tagOfTerm(term: Term): string {
  return termTag(term, text => createHash('sha256').update(text).digest('base64url'))
}

function standing(kind: TermKind, now: Term | undefined, expected: Expected | undefined): Term {
  if (now?.kind !== kind) throw notFound(kind)
  if (expected === undefined || expected === 'any' || expected.includes(tagOfTerm(now))) return now
  const detail = `The ${kind} was changed in between. Read it again.`
  throw new AppError('version-conflict', detail, { etag: etagOfTerm(now) })
}

function notFound(kind: TermKind): AppError {
  return new AppError('term-not-found', `None of the ${termCollection[kind]} has that id.`)
}
