import type { limitHeaders } from '../access/limit-description.ts'

type Node = Record<string, unknown>

const text = (description: string, example: string) => ({ description, schema: { type: 'string' as const }, example })

/** Header fields of answers: components of the OpenAPI document. */
export const answerHeaders = {
  ETag: text('Names this state of the resource. Send it in `If-None-Match`, or in `If-Match` to change it.', '"v12"'),
  'Last-Modified': text('When the content changed last, where that is known.', 'Sun, 22 Nov 2026 09:00:00 GMT'),
  Location: text('Address of the resource.', 'https://news.example.org/v1/articles/harbour-ferries'),
  Link: text('Related addresses (RFC 8288), such as `rel="next"`.', '<https://news.example.org/v1/tags>; rel="next"'),
  'Content-Language': text('Language of the answer, where it has one.', 'en'),
  'Cache-Groups': text('Names that a change invalidates the answer by (RFC 9875).', '"list", "category:0193a1c4"'),
  'Repr-Digest': text(
    'SHA-256 of the representation (RFC 9530).',
    'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
  ),
  'Content-Disposition': text('Name to save the answer under (RFC 6266).', "attachment; filename*=UTF-8''ferries.md"),
  Accept: text('Media types that the address takes, of a 415 (RFC 9110, section 12.5.1).', 'application/json'),
  'X-Request-Id': {
    ...text('Id of the request, as in the log and in `requestId` of a problem.', 'AaIGGmLmdoiyHK2C12A5TQ-5'),
    required: true,
  },
  'WWW-Authenticate': text('How to authenticate (RFC 6750).', 'Bearer realm="Offprint"'),
}

type Name = keyof typeof answerHeaders | keyof typeof limitHeaders

/** Adds the header fields to the answers that carry them. */
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

/** On every answer; limits where a key is sent. */
function commonHeaders(path: string): Name[] {
  return path.startsWith('/health/') ? ['X-Request-Id'] : ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']
}

function headersOf(path: string, method: string, status: string, operation: Node): Name[] {
  const isEditorial = path.startsWith('/v1/editorial/')
  if (status === 'default') return ['WWW-Authenticate', 'Retry-After']
  if (status === '401' || (status === '403' && isEditorial)) return ['WWW-Authenticate']
  if (status === '429' || (status === '503' && !path.startsWith('/health/'))) return ['Retry-After']
  if (status === '415') return ['Accept']
  if (status === '202') return ['Location']
  if (isEditorial) return editorialHeaders(path, method, status, operation)
  return deliveryHeaders(path, status, Object(operation['responses']))
}

/** Header fields of answers with an entity tag, by what is at the address. The first that matches counts. */
const deliveredHeaders: [RegExp, Name[]][] = [
  [/^\/v1\/articles\/\{ref\}.*\.\w+$/, ['Last-Modified', 'Link', 'Content-Language', 'Cache-Groups', 'Repr-Digest']],
  [/^\/v1\/articles\/\{ref\}$/, ['Last-Modified', 'Link', 'Content-Language', 'Cache-Groups']],
  [/^\/v1\/articles\/\{ref\}\//, ['Last-Modified', 'Content-Language', 'Cache-Groups']],
  [/^\/v1\/sync$/, ['Link', 'Cache-Groups']],
  [/^\/(?:oembed|news-sitemap)/, ['Cache-Groups']],
  [/^\/v1$|api-catalog$/, ['Link']],
  [/^\/(?:v1\/\w+\/\{slug\}|sitemap|llms|feeds\/feeds)/, ['Last-Modified', 'Cache-Groups']],
  [/^\/(?:v1|feeds)\//, ['Last-Modified', 'Link', 'Cache-Groups']],
]

function deliveryHeaders(path: string, status: string, { 304: unchanged, 200: whole, [status]: answer }: Node): Name[] {
  const own = deliveredHeaders.find(([shape]) => shape.test(path))?.[1] ?? []
  const isCopied = path === '/v1/sync' || path === '/v1/stream'
  const groups: Name[] = isCopied || (whole && !own.includes('Cache-Groups')) ? [] : ['Cache-Groups']
  if (status === '301' || status === '308') return ['Location', ...groups]
  if (path.startsWith('/v1/export')) return status === '200' ? ['Content-Disposition'] : []
  // An error on a page names its language. What is refused before its route is known is no page.
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
  // Keys and previews have no address to read them at.
  if (status === '201' && !isVersioned(path)) return /\/(?:keys|previews)\b/.test(path) ? [] : ['Location']
  if (!isVersioned(path)) return []
  if (status === '204') return doneHeaders(path, method)
  if (status === '201') return ['ETag', 'Location']
  // Editions and comparisons are not what a change needs the tag of.
  return status === '200' && !/\/(?:editions|versions$|comparison)/.test(path) ? ['ETag'] : []
}

/** Of a write that answers no content: the new tag, and the address where there is something to read. */
function doneHeaders(path: string, method: string): Name[] {
  if (path.endsWith('/erase')) return []
  return method === 'delete' && !path.endsWith('/translation') ? ['ETag'] : ['ETag', 'Location']
}

/** Whether an address is of an article, its parts or a term, which have entity tags. */
function isVersioned(path: string): boolean {
  return /^\/v1\/editorial\/(?:articles|categories|tags|authors)(?!:)/.test(path)
}
