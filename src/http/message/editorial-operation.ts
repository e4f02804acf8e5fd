import { z } from 'zod'
import { invalidRequest, notFound, problemAnswer, type tags } from './operation.ts'

type Described = {
  operationId: string
  /** A sentence without full stop. */
  summary: string
  description?: string
  /** What it answers, by status; null = nothing. */
  answers: { 200?: z.ZodType; 201?: z.ZodType; 202?: z.ZodType; 204?: null; 207?: z.ZodType }
  /** Whether only keys with `articles:read` get what it answers, and others 204. */
  isForReaders?: boolean
  /** Which errors it answers beside those of every editorial route. */
  fails?: readonly (keyof typeof failures)[]
  /** Whether it answers 304 to `If-None-Match`. */
  isConditional?: boolean
}

/** The description of an editorial route; what keys it takes is added from its scope. */
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
          description: descriptions[status] ?? 'The current state.',
          content: { 'application/json': { schema } },
        }
      : z.null().meta({ description: 'Done.' })
  }
  if (isForReaders) response[204] = z.null().meta({ description: noReadScope })
  if (isConditional) response[304] = z.null().meta({ description: 'Not modified since the request’s `If-None-Match`.' })
  for (const status of fails) response[status] = failures[status]
  return { operationId, summary, tags: [tag], response, ...(description && { description }) }
}

/** Also the name of a component: see openapi-component.ts. */
export const noReadScope =
  'Done. The key lacks `articles:read`, so no content is shown: `ETag` is the version, `Location` the address.'

const descriptions: Record<string, string> = {
  201: 'Created.',
  202: 'Accepted; `Location` is the address of its progress.',
  207: 'The result of each item, in the order of the request.',
}

const failures = {
  400: problemAnswer(invalidRequest),
  404: problemAnswer(notFound),
  409: problemAnswer('The current state does not allow it; `code` says why.'),
  412: problemAnswer('It has changed since; `ETag` and `version` name what it is now.'),
  415: problemAnswer('The media type of the body is not supported.'),
  422: problemAnswer('The idempotency key was sent with another request.'),
  428: problemAnswer('`If-Match` is missing.'),
} as const
