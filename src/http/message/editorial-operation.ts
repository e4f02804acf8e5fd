import { z } from 'zod'
import { invalidRequest, notFound, problemAnswer, type tags } from './operation.ts'

type Described = {
  operationId: string
  /** A sentence without full stop. */
  summary: string
  description?: string
  /** Response schemas by status; null = no body. */
  answers: { 200?: z.ZodType; 201?: z.ZodType; 202?: z.ZodType; 204?: null; 207?: z.ZodType }
  /** Whether keys without `articles:read` get 204 instead of content. */
  isForReaders?: boolean
  /** Errors besides those of every editorial route. */
  fails?: readonly (keyof typeof failures)[]
  /** Whether it supports `If-None-Match`. */
  isConditional?: boolean
}

/** Describes an editorial route. Its scope is added from the route's configuration. */
export function editorialOperation({
  operationId,
  summary,
  description,
  answers,
  isForReaders = false,
  fails = [],
  isConditional = false,
}: Described) {
  const tag: (typeof tags)[number]['name'] = 'Editorial'
  const response: Record<string, unknown> = { 400: failures[400], default: problemAnswer('Any other error.') }
  for (const [status, schema] of Object.entries(answers)) {
    response[status] = schema
      ? {
          description: descriptions[status] ?? 'The current state of the resource.',
          content: { 'application/json': { schema } },
        }
      : z.null().meta({ description: 'Done.' })
  }
  if (isForReaders) response[204] = z.null().meta({ description: noReadScope })
  if (isConditional) response[304] = z.null().meta({ description: 'Not modified: the `ETag` matches `If-None-Match`.' })
  for (const status of fails) response[status] = failures[status]
  return { operationId, summary, tags: [tag], response, ...(description && { description }) }
}

/** openapi-component.ts names a component by this text. */
export const noReadScope =
  'Done. The response has no content because the key lacks `articles:read`. `ETag` is the new version and `Location` the URL.'

const descriptions: Record<string, string> = {
  201: 'Created.',
  202: 'Accepted. If there is a `Location`, poll it for progress.',
  207: 'One result per item, in the order of the request.',
}

const failures = {
  400: problemAnswer(invalidRequest),
  404: problemAnswer(notFound),
  409: problemAnswer('The current state does not allow this; `code` is the reason.'),
  410: problemAnswer('The response to the first request with this idempotency key was erased.'),
  412: problemAnswer('The resource has changed. `etag` and `version` are its current state.'),
  415: problemAnswer('The media type of the body is not supported.'),
  422: problemAnswer('The idempotency key was used for a different request.'),
  428: problemAnswer('`If-Match` is missing.'),
} as const
