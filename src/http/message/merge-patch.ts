import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import { isObject, mergePatch } from '../../domain/input/merge-patch.ts'
import { validatorCompiler } from './validate.ts'

/** Media types of a merge patch (RFC 7396), the plain one for those who cannot say the other. */
export const patchTypes = ['application/merge-patch+json', 'application/json']

/**
 * Lets the body of a patch pass: null has no place in the schema of what it changes. What the patch makes of the
 * resource is checked with that schema.
 */
export const patchValidator: FastifySchemaCompiler<unknown> = given =>
  given.httpPart === 'body' ? value => ({ value }) : validatorCompiler({ ...given, schema: given.schema as z.ZodType })

/** @throws AppError `unsupported-media-type` for another kind of patch */
export async function takePatch(request: FastifyRequest): Promise<void> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (patchTypes.includes(type.trim().toLowerCase())) return
  throw new AppError('unsupported-media-type', `A patch is ${patchTypes.join(' or ')}.`)
}

/** A resource changed by a patch. @throws AppError `invalid-request` where the patch is no object */
export function patched(resource: object, patch: unknown): Record<string, unknown> {
  const merged = isObject(patch) ? mergePatch(resource, patch) : undefined
  if (isObject(merged)) return merged
  const detail = 'A merge patch is an object of the members to change.'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'invalid', detail }],
  })
}
