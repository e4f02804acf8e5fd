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
  'WWW-Authenticate': text('How to authenticate (RFC 6750).', 'Bearer realm="Offprint"'),
}

type Name = keyof typeof answerHeaders | 'Retry-After'

/** Adds the header fields to the answers that carry them. */
export function describeHeaders<Document extends object>(document: Document): Document {
  for (const [path, item] of Object.entries(Object(Object(document)['paths']))) {
    for (const [method, operation] of Object.entries(Object(item))) {
      for (const [status, answer] of Object.entries(Object(Object(operation)['responses']))) {
        const names = headersOf(path, method, status, Object(operation))
        if (names.length === 0) continue
        const fields = names.map(name => [name, { $ref: `#/components/headers/${name}` }])
        Object.assign(Object(answer), { headers: { ...Object.fromEntries(fields), ...Object(answer)['headers'] } })
      }
    }
  }
  return document
}

function headersOf(path: string, method: string, status: string, operation: Node): Name[] {
  const isEditorial = path.startsWith('/v1/editorial/')
  if (status === '401' || (status === '403' && isEditorial)) return ['WWW-Authenticate']
  if (status === '503') return ['Retry-After']
  if (status === '412') return ['ETag']
  if (status === '415') return ['Accept']
  if (status === '301' || status === '308' || status === '202') return ['Location']
  if (isEditorial) return editorialHeaders(path, method, status, operation)
  if (status === '304') return ['ETag', 'Last-Modified', 'Cache-Groups']
  if (status !== '200' || path.startsWith('/health/') || /^\/v1\/(?:stream|export)/.test(path)) return []
  const shared: Name[] = ['ETag', 'Last-Modified', 'Link', 'Content-Language', 'Cache-Groups']
  return /^\/v1\/articles\/.*\.\w+$/.test(path) ? [...shared, 'Repr-Digest'] : shared
}

function editorialHeaders(path: string, method: string, status: string, operation: Node): Name[] {
  if (path.endsWith('/source')) return status === '200' ? ['Repr-Digest', 'Content-Disposition'] : []
  // Keys and previews have no address to read them at.
  if (status === '201') return isVersioned(path) ? ['ETag', 'Location'] : []
  const reads = method === 'get' && isVersioned(path) && !/\/(?:editions|comparison)/.test(path) && path.includes('{')
  const isList = method === 'get' && Object(operation)['operationId']?.startsWith('list')
  if (status === '200' && (reads || (method !== 'get' && isVersioned(path)))) return ['ETag']
  if (status === '200' && isList) return ['Link']
  return status === '204' && method !== 'delete' && isVersioned(path) ? ['ETag', 'Location'] : []
}

/** Whether an address is of an article, its parts or a term, which have entity tags. */
function isVersioned(path: string): boolean {
  return /^\/v1\/editorial\/(?:articles|categories|tags|authors)(?!:)/.test(path)
}
