/** All errors that a client or operator can get: HTTP status and a constant title. A code is never reused. */
export const errors = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-body': { status: 400, title: 'The body cannot be parsed' },
  'cursor-invalid': { status: 400, title: 'The cursor is not valid' },
  'cursor-mismatch': { status: 400, title: 'The cursor belongs to another query' },
  'token-invalid': { status: 400, title: 'The sync token is not valid' },
  'token-mismatch': { status: 400, title: 'The sync token belongs to another query' },
  'full-sync-required': { status: 410, title: 'The sync token cannot be continued' },
  'too-many-streams': { status: 503, title: 'Too many streams are open' },
  'too-many-exports': { status: 503, title: 'Too many exports are running' },
  overloaded: { status: 503, title: 'The server has too many requests' },
  'key-required': { status: 401, title: 'A valid API key is needed' },
  'preview-invalid': { status: 403, title: 'The preview token is not valid' },
  'preview-expired': { status: 403, title: 'The preview has expired' },
  'preview-mismatch': { status: 403, title: 'The preview token is for another article' },
  'scope-missing': { status: 403, title: 'The key does not allow this' },
  'grant-exceeded': { status: 403, title: 'The new key would permit more than the requesting key' },
  'route-not-found': { status: 404, title: 'There is no such address' },
  'article-not-found': { status: 404, title: 'There is no such article' },
  'section-not-found': { status: 404, title: 'The article has no such section' },
  'takeaway-not-found': { status: 404, title: 'The article has no such key takeaway' },
  'edition-not-found': { status: 404, title: 'The article has no such edition' },
  'version-not-found': { status: 404, title: 'The version is not stored' },
  'key-not-found': { status: 404, title: 'There is no such key' },
  'term-not-found': { status: 404, title: 'There is no such category, tag or author' },
  'preview-not-found': { status: 404, title: 'There is no such preview' },
  'webhook-not-found': { status: 404, title: 'There is no such webhook' },
  'webhook-delivery-not-found': { status: 404, title: 'The webhook has no such delivery' },
  'too-many-webhooks': { status: 409, title: 'There are too many webhooks' },
  'import-not-found': { status: 404, title: 'There is no such import' },
  'import-not-retryable': { status: 409, title: 'The import cannot be retried' },
  'method-not-allowed': { status: 405, title: 'The address does not support this method' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'slug-taken': { status: 409, title: 'Another article has the slug' },
  'term-used': { status: 409, title: 'Articles have the category, tag or author' },
  'term-taken': { status: 409, title: 'Another category, tag or author has the name or slug' },
  'translation-taken': { status: 409, title: 'Another translation is in the language' },
  'identity-taken': { status: 409, title: 'Another article has the external id' },
  'article-scheduled': { status: 409, title: 'The article is scheduled for publication or expiry' },
  'transition-refused': { status: 409, title: 'The article’s state does not allow this' },
  'idempotency-running': { status: 409, title: 'The same request is still running' },
  'idempotency-mismatch': { status: 422, title: 'The idempotency key belongs to another request' },
  'response-erased': { status: 410, title: 'The response to the first request was erased' },
  'batch-undone': { status: 424, title: 'Another item failed, so nothing was done' },
  'version-required': { status: 428, title: 'The request must name the version that it changes' },
  'version-conflict': { status: 412, title: 'The version is not the one that the request expects' },
  'article-gone': { status: 410, title: 'The article is no longer delivered' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'body-too-complex': { status: 422, title: 'Reading the body takes too long' },
  'too-many-large-requests': { status: 503, title: 'Too many requests with large bodies are running' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The media type of the body is not supported' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'The header fields are too large' },
  'index-building': { status: 503, title: 'The search index is being built' },
  internal: { status: 500, title: 'Something broke on our side' },
  'store-busy': { status: 503, title: 'Another writer holds the store' },
  'format-not-offered': { status: 501, title: 'The format is not available' },
  unavailable: { status: 503, title: 'The server is starting or stopping' },
  'config-invalid': { status: 500, title: 'The configuration is not valid' },
  'store-unusable': { status: 500, title: 'The store cannot be opened' },
  'print-damaged': { status: 500, title: 'The stored article is damaged' },
  'store-replaced': { status: 503, title: 'The database file was replaced' },
  'store-full': { status: 507, title: 'The disk is full' },
  'import-diverged': { status: 409, title: 'Editors changed the article after its last import' },
  'source-taken': { status: 403, title: 'The source of the import belongs to another key' },
  'too-many-imports': { status: 429, title: 'Too many imports are waiting' },
  'import-conflict': { status: 409, title: 'Another source has the same identity' },
  'address-unusable': { status: 500, title: 'The server cannot listen on the address' },
  'input-unreadable': { status: 500, title: 'An input cannot be read' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errors

/** One fault of a request, and its location. */
export type Fault = {
  location: 'query' | 'path' | 'header' | 'body'
  name?: string
  /** JSON Pointer (RFC 6901) into the body. */
  pointer?: string
  code: 'unknown' | 'repeated' | 'required' | 'invalid' | 'too-small' | 'too-large'
  detail: string
  suggestion?: string
}

/** Details of a 410 about an article that was delivered before. */
export type Gone = { reason: string; at: string; movedTo?: { id?: string; slug?: string; url: string } }

/** A part of the server that does not work, and why. */
export type FailedPart = { name: string; detail: string }

export class AppError extends Error {
  readonly code: ErrorCode
  readonly faults: readonly Fault[]
  readonly gone: Gone | undefined
  /** The current version of the article, if another was expected. */
  readonly version: number | undefined
  /** The current `ETag` of the resource, if another was expected. */
  readonly etag: string | undefined
  /** The scope that the key lacks. */
  readonly scope: string | undefined
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined
  /** The parts that do not work; for clients. */
  readonly parts: readonly FailedPart[] | undefined
  /** What the operator can do; for terminal and log, never for a client. */
  readonly hint: string | undefined

  /** @param detail what happened, for the client; it must not contain paths or internals */
  constructor(
    code: ErrorCode,
    detail: string,
    more: {
      faults?: Fault[]
      gone?: Gone
      version?: number | undefined
      etag?: string | undefined
      scope?: string
      retryAfter?: number
      parts?: FailedPart[]
      hint?: string
      cause?: unknown
    } = {},
  ) {
    super(detail, { cause: more.cause })
    this.name = 'AppError'
    this.code = code
    this.faults = more.faults ?? []
    this.gone = more.gone
    this.version = more.version
    this.etag = more.etag
    this.scope = more.scope
    this.retryAfter = more.retryAfter
    this.parts = more.parts
    this.hint = more.hint
  }
}

/** Whether the store could not be used, and can be later. */
export function isTemporary(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'store-busy' || error.code === 'unavailable')
}

/** Whether a write failed because the disk is full. */
export function isStoreFull(error: unknown): boolean {
  return error instanceof AppError && error.code === 'store-full'
}
