import { z } from 'zod'
import { problem, problemType } from '../problem/problem.ts'

/** Groups of operations in the API reference. */
export const tags = [
  { name: 'Articles', description: 'Published articles and their parts.' },
  { name: 'Terms', description: 'Categories, tags and authors.' },
  { name: 'Search', description: 'Full-text search and suggestions.' },
  { name: 'Sync', description: 'Keep a complete copy up to date: sync, live stream, export.' },
  {
    name: 'Editorial',
    description:
      'Create, edit, publish and import articles; manage keys. Requires an API key; responses are never cached.',
  },
  {
    name: 'Syndication',
    description: 'Feeds, HTML, Markdown, JSON-LD, ninjs, oEmbed and sitemaps for partners, feed readers and crawlers.',
  },
  { name: 'Service', description: 'API version, documentation and health checks.' },
] as const

type Operation = {
  operationId: string
  /** A sentence without full stop. */
  summary: string
  description?: string
  tag: (typeof tags)[number]['name']
  /** Schema of the 200 response by media type; absent = the route only redirects. */
  ok?: Record<string, z.ZodType>
  /** Other statuses: 304 and redirects without a body, errors as problems. */
  also: readonly (keyof typeof others)[]
  /** Descriptions of errors that mean something special here. */
  says?: Partial<Record<400 | 404 | 410 | 503, string>>
}

/** Describes a route for OpenAPI. The route adds its parameters. */
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
  // Responses with an entity tag support preconditions.
  if (also.includes(304)) answers[412] = problemAnswer('`If-Match` or `If-Unmodified-Since` does not match.')
  return { operationId, summary, tags: [tag], response: answers, ...(description && { description }) }
}

/** A JSON response. */
export const json = (schema: z.ZodType) => ({ 'application/json': schema })

/** An error response. */
export function problemAnswer(description: string) {
  return { description, content: { [problemType]: { schema: problem } } }
}

/** Slugs of terms in `examples/articles`. */
export const slugExamples = { category: 'transport', tag: 'bread', author: 'marta-oyelaran' } as const

/** Descriptions shared by delivery and editorial routes. */
export const invalidRequest = 'The request is invalid; `errors` lists what is wrong and where.'
export const notFound = 'The resource does not exist.'
/** openapi-component.ts names a component by this text. */
export const previewRefused = 'The preview token is not valid for this article.'

const bare = (description: string) => z.null().meta({ description })

const others = {
  304: bare('Not modified: `If-None-Match` or `If-Modified-Since` matches.'),
  301: bare('Moved permanently to the URL in `Location`.'),
  308: bare('Moved permanently to the URL in `Location`.'),
  400: problemAnswer(invalidRequest),
  403: problemAnswer(previewRefused),
  404: problemAnswer(notFound),
  410: problemAnswer('The article is no longer published; `gone` has the reason.'),
  501: problemAnswer('This format is not supported.'),
  503: problemAnswer('The server is starting, stopping, or cannot read its store.'),
} as const
