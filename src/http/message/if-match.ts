import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { Expected } from '../../editorial/article/precondition.ts'

/** Describes a required `If-Match`. */
export const ifMatch = z.looseObject({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` of the version to change. Required (else 428); 412 if the resource has changed since.',
  }),
})

export const optionalIfMatch = z.looseObject({
  'if-match': z
    .string()
    .optional()
    .meta({ description: 'The `ETag` of the version to change: 412 if the resource has changed since.' }),
})

/** Describes `If-None-Match` of a write. */
export const ifNoneMatch = {
  'if-none-match': z
    .string()
    .optional()
    .meta({
      description: '`*`: 412 if the resource exists. An `ETag`: 412 if the resource has this version.',
      examples: ['*'],
    }),
}

/** @throws AppError `version-required`, `invalid-request` */
export function expectedOf(request: FastifyRequest): Expected {
  const expected = ifMatchTags(request)
  if (expected) return expected
  throw new AppError('version-required', 'Send “If-Match” with the “ETag” of the version to change.', {
    faults: [
      {
        location: 'header',
        name: 'If-Match',
        code: 'required',
        detail: 'Must be the version to change, such as "v12.Xa3_-q".',
      },
    ],
  })
}

/**
 * The tags of `If-Match`; undefined when the header is absent.
 *
 * @throws AppError `invalid-request`
 */
export function ifMatchTags({ headers }: FastifyRequest): Expected | undefined {
  return tagsIn('If-Match', headers['if-match'])
}

/**
 * The tags of `If-None-Match` (RFC 9110 section 13.1.2): versions that the resource must not have; `any` for `*`.
 * Undefined when the header is absent.
 *
 * @throws AppError `invalid-request`
 */
export function ifNoneMatchTags({ headers }: FastifyRequest): Expected | undefined {
  return tagsIn('If-None-Match', headers['if-none-match'])
}

function tagsIn(name: string, stated: string | undefined): Expected | undefined {
  if (stated === undefined) return undefined
  const tags = parseTags(stated)
  if (tags) return tags
  const detail = `“${name}” ${tagsRule}.`
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'header', name, code: 'invalid', detail }],
  })
}

export const tagsRule = 'must be an “ETag” such as "v12.Xa3_-q", with the quotes, a list of them, or *'

/**
 * Parses a list of entity tags (RFC 9110 section 13.1.1). The tags are without quotes; `any` for `*`; undefined if the
 * text is malformed. Weak tags are accepted, because a proxy may have weakened them.
 */
export function parseTags(text: string): Expected | undefined {
  if (text.trim() === '*') return 'any'
  const tags = text.split(',').map(tag => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(tag)?.[1])
  const known = tags.flatMap(tag => tag ?? [])
  return known.length === tags.length ? known : undefined
}
