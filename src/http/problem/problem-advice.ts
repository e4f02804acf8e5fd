import { type ErrorCode, errors } from '../../domain/error.ts'

/** What a client should do about an error. */
export function problemAdvice(code: ErrorCode): string {
  return advice[code] ?? (errors[code].status < 500 ? clientErrorAdvice : serverErrorAdvice)
}

const clientErrorAdvice = 'Correct the request as “detail” and “errors” say. The same request will fail again.'
const serverErrorAdvice =
  'The request is valid. Try again later. If it fails again, report “requestId” to the operator.'

const advice: Partial<Record<ErrorCode, string>> = {
  'invalid-request': 'Each entry of “errors” names one parameter or member, what is wrong with it, and a suggestion.',
  'malformed-body':
    'Send the media type that “Content-Type” names, in UTF-8, and do not exceed the nesting limit of the server.',
  'cursor-invalid': 'Send “page.next” or “page.previous” unchanged, or start again without a cursor.',
  'cursor-mismatch':
    'A cursor contains the parameters of its query. Send it alone or with the same parameters. Only “limit” may differ.',
  'token-invalid': 'Send the token unchanged, or start again without a token.',
  'token-mismatch':
    'A token contains the parameters of its query. Send it alone or with the same parameters. Only “limit” may differ.',
  'full-sync-required':
    'Start again without a token. When the new copy is complete, delete every article that it does not contain.',
  'too-many-streams': 'Try again after “Retry-After”, or poll /v1/sync.',
  overloaded: 'Nothing was read or written. Send the same request again after “Retry-After”.',
  'too-many-exports': 'Try again after “Retry-After”, or use /v1/sync.',
  'route-not-found':
    'Addresses are case-sensitive and have no trailing slash. /v1 lists them, and /docs describes them.',
  'article-not-found':
    'No published article has or had this slug or id. The article may be published later; this response is not cached.',
  'section-not-found': '/v1/articles/{ref}/sections lists the anchors of an article. Former anchors redirect.',
  'key-required': 'Send “Authorization: Bearer offp_…” with a key that is neither expired nor revoked.',
  'scope-missing': 'Use a key with the scope that “WWW-Authenticate” names.',
  'grant-exceeded': 'Request an expiry and a rate within those of your own key, or use a key without these limits.',
  'preview-invalid': 'The link is incomplete, or the preview was deleted. Request a new link.',
  'preview-expired': 'Request a new link.',
  'preview-mismatch': 'A token for one article opens only that article, by its id or slug.',
  'format-not-offered': 'Send “format=json” or “format=xml”, or neither.',
  'version-not-found': '/v1/editorial/articles/{id}/versions lists the stored versions. The last 50 are kept.',
  'edition-not-found': '/v1/editorial/articles/{id}/editions lists the editions of an article.',
  'key-not-found': '/v1/editorial/keys lists the keys.',
  'webhook-not-found': '/v1/editorial/webhooks lists the webhooks.',
  'webhook-delivery-not-found':
    '/v1/editorial/webhooks/{webhookId}/deliveries lists the deliveries. Of those that succeeded, the last 100 are kept.',
  'too-many-webhooks': 'Delete webhooks that are no longer needed.',
  'import-not-retryable':
    'A failed import can be retried until its “retryUntil”. Otherwise start a new import with the same files.',
  'import-not-found':
    '/v1/editorial/imports lists the imports. They are removed 30 days after their end, unless the operator sets another time.',
  'source-taken':
    'Another key uses this “source”. Use another one, or a key with the scope “articles:publish”, which may use every source.',
  'too-many-imports': 'Nothing was stored. Send the same request again after “Retry-After”.',
  'takeaway-not-found': 'The article lists its key takeaways with their ids.',
  'slug-taken':
    '“detail” names the other article. Choose another slug. A former slug of another article can be taken over with “takeOverSlug=true”.',
  'term-used': 'Remove the term from the articles that “detail” names, or merge it into another term.',
  'term-taken':
    '“detail” names the other term with this name or slug. Merge the two terms, or choose another name or slug.',
  'translation-taken':
    '“detail” names the other article. Change the language of one of them, or remove the translation link.',
  'identity-taken': 'Change the article that “detail” names, or use another “externalId”.',
  'article-scheduled': 'Use a key with “articles:publish”, or remove the schedule.',
  'transition-refused': '“detail” names the current state of the article and the state that the request needs.',
  'idempotency-running': 'Send the same request again after a moment. It gets the response to the first request.',
  'idempotency-mismatch': 'Send a new “Idempotency-Key” with every new request.',
  'response-erased': 'Nothing was done again. To create the content again, send a new “Idempotency-Key”.',
  'batch-undone':
    'Nothing was written, because another item failed. Correct the item whose code is not “batch-undone”, and send all items again.',
  'version-required': 'Send “If-Match” with the “ETag” of the version that you read.',
  'preview-not-found': '/v1/editorial/previews lists the active previews.',
  'term-not-found':
    'Only categories, tags and authors of published articles are public. /v1/editorial/categories, /v1/editorial/tags and /v1/editorial/authors list all terms.',
  'method-not-allowed': '“Allow” lists the methods that this address supports.',
  'request-timeout': 'Send the request again on a new connection.',
  'article-gone':
    'Delete your copy. “gone.reason” gives the reason; if it is “withdrawn”, inform everyone you gave the article to. “gone.movedTo” is the new address, if there is one.',
  'version-conflict': 'Read the current version, apply the change to it, and send it with the current “ETag”.',
  'body-too-large': 'Send less in one request.',
  'body-too-complex': 'Nothing was written. Send a shorter or simpler body, or split it into several articles.',
  'too-many-large-requests': 'Send the same request again after “Retry-After”.',
  'uri-too-long': 'Send fewer or shorter parameters.',
  'unsupported-media-type': 'Send one of the media types that “detail” names, and name it in “Content-Type”.',
  'rate-limited':
    'Send the request again after “Retry-After” seconds. “RateLimit-Policy” states the limit. An API key has its own limit.',
  'headers-too-large': 'Send fewer or shorter header fields. Cookies are not needed.',
  'print-damaged':
    'Only this article is affected. Inform the operator. The article is available again after it is published again or restored.',
  'store-full': 'Nothing was written. Send the same request again after “Retry-After”.',
  'store-replaced': 'The server does not write until the operator restarts it. Send the same request again later.',
  'store-busy': 'Nothing was written. Send the same request again after “Retry-After”.',
  'index-building': 'Try again after “Retry-After”. Everything except the search works meanwhile.',
  unavailable: 'Try again after “Retry-After”, on another server if there is one.',
}
