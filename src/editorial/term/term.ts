import { createHash } from 'node:crypto'
import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { EditedTerm, TermEditStore, TermWrite, VersionedTerm } from '../../domain/store/term-edit-store.ts'
import { termTag } from '../../domain/term/edit.ts'
import { type TermKind, termCollection } from '../../domain/term/term.ts'
import type { Expected } from '../article/precondition.ts'

export type TermDeps = { store: TermEditStore; clock: Clock; newId: NewId }

/** The requester, and what to store of the response under an idempotency key. */
export type TermRequestContext = Omit<TermWrite, 'at'>

/** `ETag` of a term, in quotes. */
export function etagOfTerm(term: VersionedTerm): string {
  return `"${tagOfTerm(term)}"`
}

function tagOfTerm(term: VersionedTerm): string {
  return termTag(term, text => createHash('sha256').update(text).digest('base64url'))
}

export function requireTermVersion(
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

export function requireResult(edited: EditedTerm | undefined): EditedTerm {
  if (!edited) throw new Error('the store returned no term')
  return edited
}

export function notFound(kind: TermKind): AppError {
  return new AppError('term-not-found', `None of the ${termCollection[kind]} has that id or slug.`)
}
