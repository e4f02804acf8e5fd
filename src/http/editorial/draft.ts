import { z } from 'zod'
import { type Draft, draft } from '../../domain/content/draft.ts'
import { isObject } from '../../domain/input/merge-patch.ts'
import { bodyForms } from '../../editorial/draft-body.ts'
import { patched } from '../message/merge-patch.ts'
import { readBody } from '../message/validate.ts'

/** Identity of an article in its source. */
export const externalId = z
  .string()
  .min(1, 'must not be empty')
  .max(1000, 'must have at most 1000 characters')
  .meta({ description: 'Identity in its source.', examples: ['cms:4711'] })

export const newArticle = draft.extend({ externalId: externalId.optional() }).meta({
  id: 'NewArticle',
  examples: [{ externalId: 'cms:4711', title: 'Harbour Trust buys two electric ferries', text: 'Two boats.' }],
  description: 'An article to be made, always as a draft.',
})

/** How a draft is taken. */
export const draftOptions = z.strictObject({
  takeOverSlug: z.boolean('must be true or false').optional().meta({
    description: 'Take a slug that another article had before, and has no more: it leads to this one once published.',
    default: false,
  }),
})

/**
 * A draft changed by a merge patch.
 *
 * @throws AppError `invalid-request` with pointers into the patch
 */
export function patchedDraft(now: Draft, patch: unknown): Draft {
  return readBody(draft, withoutOldBody(patched(now, patch), patch))
}

/** A body that is given anew as text takes the place of the sections that stood. */
function withoutOldBody(merged: Record<string, unknown>, patch: unknown): Record<string, unknown> {
  if (!isObject(patch) || !bodyForms.some(form => typeof patch[form] === 'string')) return merged
  const { sections, footnotes, ...rest } = merged
  return { ...rest, ...('sections' in patch && { sections }), ...('footnotes' in patch && { footnotes }) }
}
