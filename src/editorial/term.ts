import { createHash } from 'node:crypto'
import { AppError } from '../domain/error.ts'
import { isId, type NewId } from '../domain/id.ts'
import { type Clock, now } from '../domain/instant.ts'
import type {
  EditedTerm,
  TermEditStore,
  TermLookup,
  TermWrite,
  VersionedTerm,
} from '../domain/store/term-edit-store.ts'
import { decideCreate, decideEdit, decideMerge, decideRemove, type TermPatch, termTag } from '../domain/term/edit.ts'
import { type Term, type TermKind, termCollection } from '../domain/term/term.ts'
import { termSlug } from '../domain/text/slug.ts'
import type { Expected } from './article-write.ts'

export type TermDeps = { store: TermEditStore; clock: Clock; newId: NewId }

/** Who asks, and what to keep of the answer if the request has an idempotency key. */
export type TermAsked = Omit<TermWrite, 'at'>

/** @throws AppError `term-taken`, `invalid-request` */
export async function createTerm(
  kind: TermKind,
  wish: TermPatch & { name: string },
  asked: TermAsked,
  { store, clock, newId }: TermDeps,
): Promise<EditedTerm> {
  const id = newId()
  const at = now(clock)
  return kept(await store.writeTerm(id, (_, around) => decideCreate(id, kind, wish, around), { at, ...asked }))
}

/**
 * @param ref id, or a slug that it has or had
 * @throws AppError `term-not-found`
 */
export async function readTerm(kind: TermKind, ref: string, { store }: Pick<TermDeps, 'store'>): Promise<EditedTerm> {
  const found = await termBy(kind, ref, store)
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
  ref: string,
  expected: Expected,
  change: (current: Term) => TermPatch,
  asked: TermAsked,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  const { id } = await readTerm(kind, ref, { store })
  const at = now(clock)
  const decide = (current: VersionedTerm | undefined, around: TermLookup) => {
    const term = requireTermVersion(kind, current, expected)
    return decideEdit(term, change(term), around)
  }
  return kept(await store.writeTerm(id, decide, { at, ...asked }))
}

/**
 * Makes a term part of another one, which is answered.
 *
 * @param expected undefined = whatever it says
 * @param into id or slug of the other one
 * @throws AppError `term-not-found`, `invalid-request`, `version-conflict`
 */
export async function mergeTerm(
  kind: TermKind,
  ref: string,
  expected: Expected | undefined,
  into: string,
  asked: TermAsked,
  { store, clock }: TermDeps,
): Promise<EditedTerm> {
  const { id } = await readTerm(kind, ref, { store })
  const { id: other = into } = (await termBy(kind, into, store)) ?? {}
  const at = now(clock)
  const decide = (current: VersionedTerm | undefined, around: TermLookup) =>
    decideMerge(requireTermVersion(kind, current, expected), other, around)
  return kept(await store.writeTerm(id, decide, { at, ...asked }))
}

/**
 * Removes a term that no article carries.
 *
 * @throws AppError `term-not-found`, `term-used`, `version-conflict`
 */
export async function removeTerm(
  kind: TermKind,
  ref: string,
  expected: Expected,
  asked: TermAsked,
  { store, clock }: TermDeps,
): Promise<void> {
  const { id } = await readTerm(kind, ref, { store })
  const at = now(clock)
  await store.writeTerm(id, (current, around) => decideRemove(requireTermVersion(kind, current, expected), around), {
    at,
    ...asked,
  })
}

/** `ETag` of a term, in quotes. */
export function etagOfTerm(term: VersionedTerm): string {
  return `"${tagOfTerm(term)}"`
}

function tagOfTerm(term: VersionedTerm): string {
  return termTag(term, text => createHash('sha256').update(text).digest('base64url'))
}

function requireTermVersion(
  kind: TermKind,
  current: VersionedTerm | undefined,
  expected: Expected | undefined,
): VersionedTerm {
  if (current?.kind !== kind) throw notFound(kind)
  if (expected === undefined || expected === 'any' || expected.includes(tagOfTerm(current))) return current
  const { version } = current
  const etag = etagOfTerm(current)
  const detail = `The ${kind} is at version ${version}, and its “ETag” is ${etag}. Read it again.`
  throw new AppError('version-conflict', detail, { version, etag })
}

function termBy(kind: TermKind, ref: string, store: TermEditStore): Promise<EditedTerm | undefined> {
  return store.termOf(kind, isId(ref) ? ref : termSlug(ref))
}

function kept(edited: EditedTerm | undefined): EditedTerm {
  if (!edited) throw new Error('the store answered no term')
  return edited
}

function notFound(kind: TermKind): AppError {
  return new AppError('term-not-found', `None of the ${termCollection[kind]} has that id or slug.`)
}
