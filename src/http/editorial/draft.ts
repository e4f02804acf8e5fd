import { z } from 'zod'
import { type Draft, draft } from '../../domain/content/draft.ts'
import { isObject } from '../../domain/input/merge-patch.ts'
import { bodyForms } from '../../editorial/article/draft-body.ts'
import { patched } from '../message/merge-patch.ts'
import { readBody } from '../message/validate.ts'

/** Identifier of an article in its source system. */
export const externalId = z
  .string()
  .min(1, 'must not be empty')
  .max(1000, 'must have at most 1000 characters')
  .meta({ description: 'Identifier of the article in its source system.', examples: ['cms:4711'] })

export const newArticle = draft.extend({ externalId: externalId.optional() }).meta({
  id: 'NewArticle',
  examples: [{ externalId: 'cms:4711', title: 'Harbour Trust buys two electric ferries', text: 'Two boats.' }],
  description: 'A new article. It is created as a draft.',
})

/** Query parameters of writes. */
export const draftOptions = z.strictObject({
  takeOverSlug: z.boolean('must be true or false').optional().meta({
    description:
      'Allows a slug that another article had formerly. After publication, it leads to this article instead of redirecting to the other one.',
    default: false,
  }),
})

/**
 * Applies a merge patch to a draft.
 *
 * @throws AppError `invalid-request` with pointers into the patch
 */
export function patchedDraft(now: Draft, patch: unknown): Draft {
  return readBody(draft, withoutOldBody(patched(now, patch), patch))
}

/** A new body as text replaces the existing sections. */
function withoutOldBody(merged: Record<string, unknown>, patch: unknown): Record<string, unknown> {
  if (!isObject(patch) || !bodyForms.some(form => typeof patch[form] === 'string')) return merged
  const { sections, footnotes, ...rest } = merged
  return { ...rest, ...('sections' in patch && { sections }), ...('footnotes' in patch && { footnotes }) }
}
