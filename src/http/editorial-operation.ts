import { z } from 'zod'
import { problemAnswer, type tags } from './operation.ts'

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
          description: descriptions[status] ?? 'As it stands now.',
          content: { 'application/json': { schema } },
        }
      : z.null().meta({ description: 'It was done.' })
  }
  if (isForReaders) response[204] = z.null().meta({ description: unread })
  if (isConditional) response[304] = z.null().meta({ description: 'Not modified since the request’s `If-None-Match`.' })
  for (const status of fails) response[status] = failures[status]
  return { operationId, summary, tags: [tag], response, ...(description && { description }) }
}

const unread =
  'It was done by a key without `articles:read`, which is shown no content: `ETag` names the version, `Location` where it is.'

const descriptions: Record<string, string> = {
  201: 'It was made.',
  202: 'It was taken in; `Location` tells how far it is.',
  207: 'What became of each item, in their order.',
}

const failures = {
  400: problemAnswer('The request is not valid; `errors` points into it.'),
  404: problemAnswer('There is no such thing.'),
  409: problemAnswer('What stands does not allow it; `code` says why.'),
  412: problemAnswer('The article has changed since; `ETag` and `version` name what it is now.'),
  415: problemAnswer('The body’s media type is not taken.'),
  422: problemAnswer('The idempotency key was sent with another request.'),
  428: problemAnswer('`If-Match` is missing.'),
} as const
