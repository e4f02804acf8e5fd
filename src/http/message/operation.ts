import { z } from 'zod'
import { problem, problemType } from '../problem/problem.ts'

/** The chapters of the reference. */
export const tags = [
  { name: 'Articles', description: 'Published articles and their parts.' },
  { name: 'Terms', description: 'Categories, tags and authors.' },
  { name: 'Sync', description: 'Copies of all of it, kept in step.' },
  { name: 'Editorial', description: 'Working copies, transitions, keys. Needs an API key; never cached.' },
  { name: 'Syndication', description: 'Articles in the forms that partners, readers of feeds and crawlers take.' },
  { name: 'Service', description: 'The contract, its documentation, and whether the server is well.' },
] as const

type Operation = {
  operationId: string
  /** A sentence without full stop. */
  summary: string
  description?: string
  tag: (typeof tags)[number]['name']
  /** What 200 answers, by media type; absent = it only redirects. */
  ok?: Record<string, z.ZodType>
  /** What else it answers: 304 and redirects without a body, errors as problems. */
  also: readonly (keyof typeof others)[]
  /** What some of the errors among these mean here, where it is something of its own. */
  says?: Partial<Record<400 | 404 | 410 | 503, string>>
}

/** The description of a route that OpenAPI is made of; parameters are added by the route. */
export function operation({ operationId, summary, description, tag, ok, also, says = {} }: Operation) {
  const content = Object.entries(ok ?? {}).map(([type, schema]) => [type, { schema }] as const)
  const answers: Record<string, unknown> = {
    ...(ok && { 200: { description: 'The requested content.', content: Object.fromEntries(content) } }),
    default: problemAnswer('Any other error.'),
  }
  for (const status of also) {
    const own = status in says ? says[status as keyof typeof says] : undefined
    answers[status] = own === undefined ? others[status] : problemAnswer(own)
  }
  // What has an entity tag honours preconditions.
  if (also.includes(304)) answers[412] = problemAnswer('`If-Match` or `If-Unmodified-Since` does not match.')
  return { operationId, summary, tags: [tag], response: answers, ...(description && { description }) }
}

/** An answer in JSON alone. */
export const json = (schema: z.ZodType) => ({ 'application/json': schema })

/** An error in the description of a route. */
export function problemAnswer(description: string) {
  return { description, content: { [problemType]: { schema: problem } } }
}

/** Terms that the articles of `examples/articles` have. */
export const slugExamples = { category: 'transport', tag: 'bread', author: 'marta-oyelaran' } as const

/** Descriptions that delivery and editorial routes share. */
export const invalidRequest = 'The request is not valid; `errors` says what and where.'
export const notFound = 'The resource does not exist.'
/** Also the name of a component: see openapi-component.ts. */
export const previewRefused = 'The preview token does not open this.'

const bare = (description: string) => z.null().meta({ description })

const others = {
  304: bare('Not modified since the request’s `If-None-Match` or `If-Modified-Since`.'),
  301: bare('The resource has another address: `Location`.'),
  308: bare('The resource has another address: `Location`.'),
  400: problemAnswer(invalidRequest),
  403: problemAnswer(previewRefused),
  404: problemAnswer(notFound),
  410: problemAnswer('The article is no longer delivered; `gone` says why.'),
  501: problemAnswer('This format is not supported.'),
  503: problemAnswer('The server is starting, stopping or cannot read its store.'),
} as const
