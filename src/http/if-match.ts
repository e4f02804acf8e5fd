import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../domain/error.ts'
import type { Expected } from '../editorial/article-write.ts'

/** The strong entity tag of a version. */
export function versionTag(version: number): string {
  return `"v${version}"`
}

/** `If-Match` in the description of a route. */
export const ifMatch = z.looseObject({
  'if-match': z.string().optional().meta({
    description: 'The `ETag` that the article was read with. Needed, else 428; 412 when it has changed since.',
  }),
})

export const optionalIfMatch = z.looseObject({
  'if-match': z
    .string()
    .optional()
    .meta({ description: 'The `ETag` that the article was read with: 412 when it has changed since.' }),
})

/** @throws AppError `version-required`, `invalid-request` */
export function expectedOf(request: FastifyRequest): Expected {
  const expected = statedVersion(request)
  if (expected) return expected
  throw new AppError('version-required', 'Send “If-Match” with the “ETag” of the article.', {
    faults: [
      {
        location: 'header',
        name: 'If-Match',
        code: 'required',
        detail: 'It names the version to change, such as "v12".',
      },
    ],
  })
}

/**
 * The versions that `If-Match` names (RFC 9110 section 13.1.1); a proxy may have made the tags weak.
 *
 * @throws AppError `invalid-request`
 */
export function statedVersion(request: FastifyRequest): Expected | undefined {
  const tags = statedTags(request)
  if (tags === undefined || tags === 'any') return tags
  // A tag that is none of ours matches nothing.
  return tags.flatMap(tag => (/^v[1-9]\d{0,14}$/.test(tag) ? Number(tag.slice(1)) : []))
}

/**
 * What `If-Match` names, without quotes; `any` for `*`.
 *
 * @throws AppError `invalid-request`
 */
export function statedTags({ headers }: FastifyRequest): string[] | 'any' | undefined {
  const stated = headers['if-match']?.trim()
  if (stated === undefined) return undefined
  if (stated === '*') return 'any'
  const tags = stated.split(',').map(tag => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(tag)?.[1])
  if (tags.some(tag => tag === undefined)) {
    const detail = '“If-Match” is a list of entity tags such as "v12", with the quotes.'
    throw new AppError('invalid-request', detail, {
      faults: [{ location: 'header', name: 'If-Match', code: 'invalid', detail }],
    })
  }
  return tags.flatMap(tag => tag ?? [])
}
