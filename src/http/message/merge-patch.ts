import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { AppError } from '../../domain/error.ts'
import { isObject, mergePatch } from '../../domain/input/merge-patch.ts'
import { validatorCompiler } from './validate.ts'

/** Media types of a merge patch (RFC 7396). Plain JSON is for clients that cannot set the other. */
export const patchTypes = ['application/merge-patch+json', 'application/json']

/**
 * Skips validation of the body: a patch may contain null, which the schema of the resource does not allow. The patched
 * resource is validated instead.
 */
export const patchValidator: FastifySchemaCompiler<unknown> = given =>
  given.httpPart === 'body' ? value => ({ value }) : validatorCompiler({ ...given, schema: given.schema as z.ZodType })

/** @throws AppError `unsupported-media-type` unless the body is a merge patch */
export async function requirePatchType(request: FastifyRequest): Promise<void> {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  if (patchTypes.includes(type.trim().toLowerCase())) return
  throw new AppError('unsupported-media-type', `A patch must be ${patchTypes.join(' or ')}.`)
}

/** Applies a patch to a resource. @throws AppError `invalid-request` if the patch is not an object */
export function patched(resource: object, patch: unknown): Record<string, unknown> {
  const merged = isObject(patch) ? mergePatch(resource, patch) : undefined
  if (isObject(merged)) return merged
  const detail = 'A merge patch must be an object with the members to change.'
  throw new AppError('invalid-request', detail, {
    faults: [{ location: 'body', pointer: '', code: 'invalid', detail }],
  })
}
