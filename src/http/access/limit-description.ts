import { problemAnswer } from '../message/operation.ts'

/** The 429 response of a route. */
export const tooManyRequests = problemAnswer('Too many requests. Wait the seconds in `Retry-After`.')

const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' as const },
  example,
})

/** Components of the OpenAPI document, by their names as header fields. */
export const limitHeaders = {
  RateLimit: text(
    'The remaining budget, on a 429 and on every response to a request with a key: `r` requests now, and `t` seconds until the budget is full again. Large responses and renderings cost more than one request. A structured field list (RFC 9651).',
    '"key";r=599;t=1',
  ),
  'RateLimit-Policy': text(
    'The rate limit: `q` requests in `w` seconds. If the server runs several processes, each has its share of the limit.',
    '"key";q=600;w=60',
  ),
  'Retry-After': {
    description: 'Seconds to wait before the next request.',
    schema: { type: 'integer' as const, minimum: 1 },
    example: 20,
  },
}
