import type { limitHeaders } from '../access/limit-description.ts'

type Node = Record<string, unknown>

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })

/** Response headers: components of the OpenAPI document. */
export const answerHeaders = {
  ETag: text(
    'Version of the resource. Send it in `If-None-Match` to revalidate, or in `If-Match` to change the resource.',
    '"v12"',
  ),
  'Last-Modified': text('Time of the last change, if known.', 'Sun, 22 Nov 2026 09:00:00 GMT'),
  Location: text('URL of the resource.', 'https://news.example.org/v1/articles/harbour-ferries'),
  Link: text('Related URLs (RFC 8288), such as `rel="next"`.', '<https://news.example.org/v1/tags>; rel="next"'),
  'Content-Language': text('Language of the content, if it has one.', 'en'),
  'Cache-Groups': text(
    'Groups of the response (RFC 9875). A change of any of them invalidates the response.',
    '"list", "category:0193a1c4"',
  ),
  'Repr-Digest': text(
    'SHA-256 of the representation (RFC 9530).',
    'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
  ),
  'Content-Disposition': text(
    'File name for saving the response (RFC 6266).',
    "attachment; filename*=UTF-8''ferries.md",
  ),
  Accept: text('With a 415: the supported media types (RFC 9110 section 12.5.1).', 'application/json'),
  'X-Request-Id': {
    ...text('Id of the request, also in the log and in `requestId` of a problem.', 'AaIGGmLmdoiyHK2C12A5TQ-5'),
    required: true,
  },
  'WWW-Authenticate': text('How to authenticate (RFC 6750).', 'Bearer realm="Offprint"'),
}

type Name = keyof typeof answerHeaders | keyof typeof limitHeaders

/** Adds the headers to the responses that have them. */
export function describeHeaders<Document extends object>(document: Document): Document {
  for (const [path, item] of Object.entries(Object(Object(document)['paths']))) {
    for (const [method, operation] of Object.entries(Object(item))) {
      for (const [status, answer] of Object.entries(Object(Object(operation)['responses']))) {
        const names = headersOf(path, method, status, Object(operation)).concat(commonHeaders(path))
        const fields = names.map(name => [name, { $ref: `#/components/headers/${name}` }])
        Object.assign(Object(answer), { headers: { ...Object.fromEntries(fields), ...Object(answer)['headers'] } })
      }
    }
  }
  return document
}

/** Headers of every response; the rate limit headers only with a key. */
function commonHeaders(path: string): Name[] {
  return path.startsWith('/health/') ? ['X-Request-Id'] : ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']
}

function headersOf(path: string, method: string, status: string, operation: Node): Name[] {
  const isEditorial = path.startsWith('/v1/editorial/')
  if (status === 'default') return ['WWW-Authenticate', 'Retry-After']
  const needsKey = isEditorial || path === '/metrics'
  if (status === '401' || (status === '403' && needsKey)) return ['WWW-Authenticate']
  if (status === '429' || (status === '503' && !path.startsWith('/health/'))) return ['Retry-After']
  if (status === '415') return ['Accept']
  if (status === '202') return ['Location']
  if (isEditorial) return editorialHeaders(path, method, status, operation)
  return deliveryHeaders(path, status, Object(operation['responses']))
}

/** Headers of responses with an entity tag, by path. The first match counts. */
const deliveredHeaders: [RegExp, Name[]][] = [
  [/^\/v1\/articles\/\{ref\}.*\.\w+$/, ['Last-Modified', 'Link', 'Content-Language', 'Cache-Groups', 'Repr-Digest']],
  [/^\/v1\/articles\/\{ref\}$/, ['Last-Modified', 'Link', 'Content-Language', 'Cache-Groups']],
  [/^\/v1\/articles\/\{ref\}\/views$/, ['Cache-Groups']],
  [/^\/v1\/articles\/\{ref\}\//, ['Last-Modified', 'Content-Language', 'Cache-Groups']],
  [/^\/v1\/sync$/, ['Link', 'Cache-Groups']],
  [/^\/(?:oembed|news-sitemap)/, ['Cache-Groups']],
  [/^\/v1$|api-catalog$/, ['Link']],
  [/^\/(?:v1\/search\/suggest|v1\/\w+\/\{slug\}|sitemap|llms|feeds\/feeds)/, ['Last-Modified', 'Cache-Groups']],
  [/^\/v1\/popular$/, ['Link', 'Cache-Groups']],
  [/^\/(?:v1|feeds)\//, ['Last-Modified', 'Link', 'Cache-Groups']],
]

function deliveryHeaders(path: string, status: string, { 304: unchanged, 200: whole, [status]: answer }: Node): Name[] {
  const own = deliveredHeaders.find(([shape]) => shape.test(path))?.[1] ?? []
  const isCopied = path === '/v1/sync' || path === '/v1/stream'
  const groups: Name[] = isCopied || (whole && !own.includes('Cache-Groups')) ? [] : ['Cache-Groups']
  if (status === '301' || status === '308') return ['Location', ...groups]
  if (path.startsWith('/v1/export')) return status === '200' ? ['Content-Disposition'] : []
  // Error pages have a language. Requests that are refused before routing (400) get no page.
  const isPage = status !== '400' && 'text/html' in Object(Object(answer)['content'])
  if (Number(status) >= 400) return [...(isPage ? language : []), ...(status === '410' ? groups : [])]
  if (!unchanged) return []
  return ['ETag', ...own.filter(name => status !== '304' || name === 'Cache-Groups' || name === 'Repr-Digest')]
}

const language: Name[] = ['Content-Language']

function editorialHeaders(path: string, method: string, status: string, { parameters }: Node): Name[] {
  if (status === '412' || status === '304') return ['ETag']
  if (path.endsWith('/source')) return status === '200' ? ['Repr-Digest', 'Content-Disposition'] : []
  const isPaged = Array.isArray(parameters) && parameters.some(parameter => Object(parameter).name === 'cursor')
  if (status === '200' && isPaged) return ['Link']
  // Keys and previews have no URL of their own.
  if (status === '201' && !isVersioned(path)) return /\/(?:keys|previews)\b/.test(path) ? [] : ['Location']
  if (!isVersioned(path)) return []
  if (status === '204') return doneHeaders(path, method)
  if (status === '201') return ['ETag', 'Location']
  // Editions and comparisons cannot be changed, so they have no tag.
  return status === '200' && !/\/(?:editions|versions$|comparison)/.test(path) ? ['ETag'] : []
}

/** Headers of a 204 after a write: the new tag, and the URL unless the resource was deleted. */
function doneHeaders(path: string, method: string): Name[] {
  if (path.endsWith('/erase')) return []
  return method === 'delete' && !path.endsWith('/translation') ? ['ETag'] : ['ETag', 'Location']
}

/** Whether a path is that of an article, its parts or a term, which have entity tags. */
function isVersioned(path: string): boolean {
  return /^\/v1\/editorial\/(?:articles|categories|tags|authors)(?!:)/.test(path)
}
