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
    pointer: z.string().optional().meta({ description: 'JSON Pointer (RFC 6901) into the body.' }),
    code: z
      .string()
      .min(1)
      .meta({ description: 'Treat an unknown code as `invalid`.', 'x-extensible-enum': faultCodes }),
    detail: z.string(),
    suggestion: z.string().optional().meta({ description: 'What was probably meant.' }),
  })
  .meta({ id: 'ProblemError', description: 'One thing that is wrong with a request, and where.' })

const gone = z
  .object({ reason, at: instant, movedTo: movedTo.optional() })
  .meta({ id: 'Gone', description: 'Why an article that was delivered once is no longer.' })

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

/** RFC 9457, with Offprint's own members. */
export const problem = z
  .object({
    type: url.meta({ description: 'Leads to the documentation of the code.' }),
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
        description: 'Does not vary with language or wording. Judge an unknown code by `status`.',
        'x-extensible-enum': Object.keys(errors),
        examples: ['article-not-found'],
      }),
    requestId: z.string().meta({ description: 'Also in `X-Request-Id`; name it when you ask for help.' }),
    errors: z.array(fault).meta({ description: 'Each thing that is wrong; may be empty.' }),
    gone: gone.optional(),
    version: z.int().min(1).optional().meta({ description: 'With `version-conflict`: the version now.' }),
    etag: z.string().optional().meta({ description: 'With `version-conflict`: the `ETag` now.' }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).', examples: [problemExample] })

export type Problem = z.infer<typeof problem>

/** Where a code is documented. */
export function problemUrl(publicUrl: string, code: ErrorCode): string {
  return `${publicUrl}/problems/${code}`
}

/** Whether something broke on our side. A 501 did not: it was asked for what nobody offers. */
export function isOurs({ code }: AppError): boolean {
  return errors[code].status >= 500 && errors[code].status !== 501
}

/** What a client is told of an error. Of those on our side it learns the code alone. */
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
    ...(error.etag !== undefined && { etag: error.etag }),
  }
}
