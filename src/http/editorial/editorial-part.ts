import type { z } from 'zod'
import type { WorkingCopy } from '../../domain/article/working-copy.ts'
import { draftSection, draftTakeaway } from '../../domain/content/draft.ts'
import { type Part, placeOf } from '../../domain/content/draft-part.ts'
import { AppError, type ErrorCode } from '../../domain/error.ts'
import { isObject } from '../../domain/input/merge-patch.ts'

/** A kind of part that has its own address. */
export type PartKind = {
  /** Member of the draft, and of the working copy. */
  member: 'sections' | 'keyTakeaways'
  /** Path segment. */
  path: string
  /** Used in names of schemas and operations. */
  name: 'Section' | 'KeyTakeaway'
  /** Used in sentences. */
  words: 'section' | 'key takeaway'
  schema: z.ZodType<Part>
  missing: ErrorCode
  /** By member of a patch, another member with the same content, which the patch replaces. */
  replaced: Readonly<Record<string, string>>
}

export const partKinds: readonly PartKind[] = [
  {
    member: 'sections',
    path: 'sections',
    name: 'Section',
    words: 'section',
    schema: draftSection,
    missing: 'section-not-found',
    replaced: { heading: 'headingContent' },
  },
  {
    member: 'keyTakeaways',
    path: 'key-takeaways',
    name: 'KeyTakeaway',
    words: 'key takeaway',
    schema: draftTakeaway,
    missing: 'takeaway-not-found',
    replaced: { text: 'content' },
  },
]

/** The part with an id or anchor. @throws AppError `section-not-found`, `takeaway-not-found` */
export function partOf(copy: WorkingCopy, kind: PartKind, ref: string): Part | undefined {
  const parts: readonly Part[] = copy[kind.member]
  return parts[placeIn(parts, kind, ref)]
}

/** The index of that part. @throws AppError `section-not-found`, `takeaway-not-found` */
export function placeIn(parts: readonly Part[], { missing, words }: PartKind, ref: string): number {
  const place = placeOf(parts, ref)
  if (place === undefined) {
    throw new AppError(missing, `The working copy has no ${words} "${ref.slice(0, 80)}".`)
  }
  return place
}

/** A part without the members that a patch replaces. */
export function without(part: Part, patch: unknown, { replaced }: PartKind): Part {
  const said = isObject(patch) ? patch : {}
  const gone = Object.entries(replaced).flatMap(([name, other]) => (name in said && !(other in said) ? [other] : []))
  return Object.fromEntries(Object.entries(part).filter(([name]) => !gone.includes(name)))
}
