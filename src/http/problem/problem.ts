import { z } from 'zod'
import { movedTo, reason } from '../../domain/article/tombstone.ts'
import { type AppError, type ErrorCode, errors } from '../../domain/error.ts'
import { instant } from '../../domain/instant.ts'
import { problemAdvice } from './problem-advice.ts'

/** RFC 9457 section 3. */
export const problemType = 'application/problem+json'

const url = z.string().min(1).meta({ format: 'uri' })
const faultCodes = ['unknown', 'repeated', 'required', 'invalid', 'too-small', 'too-large']

const fault = z
  .object({
    location: z.enum(['query', 'path', 'header', 'body']),
    name: z
      .string()
      .optional()
      .meta({ examples: ['limit'] }),
    pointer: z.string().optional().meta({ description: 'JSON Pointer (RFC 6901) to the member of the body.' }),
    code: z
      .string()
      .min(1)
      .meta({ description: 'Treat an unknown code as `invalid`.', 'x-extensible-enum': faultCodes }),
    detail: z.string(),
    suggestion: z.string().optional().meta({ description: 'The value that was probably meant.' }),
  })
  .meta({ id: 'ProblemError', description: 'One error in a request, and its location.' })

const gone = z
  .object({ reason, at: instant, movedTo: movedTo.optional() })
  .meta({ id: 'Gone', description: 'Why a formerly published article is no longer available.' })

/** A part of the server that does not work. */
export const part = z
  .object({
    name: z
      .string()
      .meta({ 'x-extensible-enum': ['store', 'server', 'prints', 'disk'], description: 'Name of the part.' }),
    detail: z.string(),
  })
  .meta({ id: 'DegradedPart', description: 'A part of the server that does not work.' })

const unknownParameter = 'There is no parameter "limt". Did you mean "limit"?'

const problemExample = {
  type: 'https://news.example.org/problems/invalid-request',
  title: errors['invalid-request'].title,
  status: errors['invalid-request'].status,
  detail: unknownParameter,
  instance: '/v1/articles',
  code: 'invalid-request',
  requestId: 'AaIGGmLmdoiyHK2C12A5TQ-5',
  errors: [{ location: 'query', name: 'limt', code: 'unknown', detail: unknownParameter, suggestion: 'limit' }],
}

/** RFC 9457 with additional members. */
export const problem = z
  .object({
    type: url.meta({ description: 'URL of the documentation of `code`.' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z
      .string()
      .meta({ format: 'uri-reference', description: 'Path of the request.', examples: ['/v1/articles'] }),
    code: z
      .string()
      .min(1)
      .meta({
        description: 'Stable identifier of the error. Handle an unknown code by its `status`.',
        'x-extensible-enum': Object.keys(errors),
        examples: ['article-not-found'],
      }),
    requestId: z
      .string()
      .meta({ description: 'Also in the `X-Request-Id` header. Include it when you report a problem.' }),
    errors: z.array(fault).meta({ description: 'All errors found in the request; may be empty.' }),
    gone: gone.optional(),
    version: z.int().min(1).optional().meta({ description: 'Only with `version-conflict`: the current version.' }),
    parts: z
      .array(part)
      .optional()
      .meta({ description: 'Only at `/health/ready`: the parts that are not ready, and why.' }),
    etag: z.string().optional().meta({ description: 'Only with `version-conflict`: the current `ETag`.' }),
  })
  .meta({ id: 'Problem', description: 'An error response (RFC 9457).', examples: [problemExample] })

export type Problem = z.infer<typeof problem>

/** URL of the documentation of a code. */
export function problemUrl(publicUrl: string, code: ErrorCode): string {
  return `${publicUrl}/problems/${code}`
}

/** Whether the error is the server's fault. A 501 is not: the client asked for an unsupported format. */
export function isOurs({ code }: AppError): boolean {
  return errors[code].status >= 500 && errors[code].status !== 501
}

/** Builds the problem for a client. It hides the details of internal errors. */
export function problemOf(error: AppError, at: { publicUrl: string; instance: string; requestId: string }): Problem {
  const { status, title } = errors[error.code]
  const ours = isOurs(error)
  return {
    type: problemUrl(at.publicUrl, error.code),
    title,
    status,
    detail: ours ? problemAdvice(error.code) : error.message,
    instance: at.instance,
    code: error.code,
    requestId: at.requestId,
    errors: ours ? [] : [...error.faults],
    ...(error.gone && !ours && { gone: error.gone }),
    ...(error.version !== undefined && { version: error.version }),
    ...(error.parts && { parts: [...error.parts] }),
    ...(error.etag !== undefined && { etag: error.etag }),
  }
}
