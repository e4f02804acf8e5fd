import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import type { Expected } from '../../editorial/article-write.ts'

/** `If-Match` in the description of a route. */
export const ifMatch = z.looseObject({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` that it was read with. Needed, else 428; 412 when it has changed since.',
  }),
})

export const optionalIfMatch = z.looseObject({
  'if-match': z
    .string()
    .optional()
    .meta({ description: 'The `ETag` that it was read with: 412 when it has changed since.' }),
})

/** `If-None-Match` in the description of a write. */
export const ifNoneMatch = {
  'if-none-match': z
    .string()
    .optional()
    .meta({
      description: '`*`: 412 when there is one already; an `ETag`: 412 when it is that state.',
      examples: ['*'],
    }),
}

/** @throws AppError `version-required`, `invalid-request` */
export function expectedOf(request: FastifyRequest): Expected {
  const expected = statedTags(request)
  if (expected) return expected
  throw new AppError('version-required', 'Send “If-Match” with the “ETag” of what is to be changed.', {
    faults: [
      {
        location: 'header',
        name: 'If-Match',
        code: 'required',
        detail: 'It names the version to change, such as "v12.Xa3_-q".',
      },
    ],
  })
}

/**
 * What `If-Match` names; undefined where the header is absent.
 *
 * @throws AppError `invalid-request`
 */
export function statedTags({ headers }: FastifyRequest): Expected | undefined {
  return tagsIn('If-Match', headers['if-match'])
}

/**
 * What `If-None-Match` of a write names (RFC 9110 section 13.1.2): states that there must not be, `any` for `*`;
 * undefined where the header is absent.
 *
 * @throws AppError `invalid-request`
 */
export function excludedTags({ headers }: FastifyRequest): Expected | undefined {
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
 * The entity tags of a list (RFC 9110 section 13.1.1), without quotes; `any` for `*`, undefined for anything else. A proxy
 * may have made the tags weak.
 */
export function parseTags(text: string): Expected | undefined {
  if (text.trim() === '*') return 'any'
  const tags = text.split(',').map(tag => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(tag)?.[1])
  const known = tags.flatMap(tag => tag ?? [])
  return known.length === tags.length ? known : undefined
}
