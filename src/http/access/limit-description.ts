import { problemAnswer } from '../message/operation.ts'

/** The answer to too many requests, in the description of a route. */
export const refused = problemAnswer('Too many requests: `Retry-After` says how long to wait.')

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const },
  example,
})

/** Components of the OpenAPI document, by their names as header fields. */
export const limitHeaders = {
  RateLimit: text(
    'What is left, on a 429 and on every answer to a key: `r` requests now, of usual cost (see “Requests” in the manual: a large answer or renderings cost more); `t` seconds until the whole budget is there again. A structured field list (RFC 9651).',
    '"key";r=599;t=1',
  ),
  'RateLimit-Policy': text(
    'What is granted: `q` requests in `w` seconds. With several processes each shows, and grants, its part.',
    '"key";q=600;w=60',
  ),
  'Retry-After': {
    description: 'Seconds after which the next request is granted.',
    schema: { type: 'integer' as const, minimum: 1 },
    example: 20,
  },
}
