import { type ErrorCode, errors } from '../../domain/error.ts'

/** What a client does about an error. */
export function problemAdvice(code: ErrorCode): string {
  return advice[code] ?? (errors[code].status < 500 ? usual : ours)
}

const usual = 'The members “detail” and “errors” of the answer say what to change. The same request will fail again.'
const ours = 'The request was right. Try again later; if it stays, tell the operator the request id.'

const advice: Partial<Record<ErrorCode, string>> = {
  'invalid-request':
    'Each entry of “errors” names one parameter or member, what is wrong with it, and what was probably meant.',
  'malformed-body': 'Send the media type that you declare, in UTF-8, and nest no deeper than the server allows.',
  'cursor-invalid':
    'A cursor is opaque: take it from “page.next” or “page.previous” unchanged, or begin again without one.',
  'cursor-mismatch':
    'A cursor carries the parameters of its walk. Send it alone, or with the same parameters; only “limit” may differ.',
  'token-invalid': 'A sync token is opaque: send it unchanged, or walk again without one.',
  'token-mismatch':
    'A sync token carries its parameters. Send it alone, or with the same ones; only “limit” may differ.',
  'full-sync-required':
    'Walk again without a token. When the walk is through, delete every article that it did not bring.',
  'too-many-streams': 'Try again after “Retry-After”, or ask /v1/sync from time to time.',
  'too-many-exports': 'Try again after “Retry-After”, or copy the articles by /v1/sync.',
  'route-not-found': 'Addresses have no trailing slash and fixed letter case. /v1 lists them, /docs describes them.',
  'article-not-found':
    'No article has or had that slug or id. It may not be published yet; nothing is cached of this answer.',
  'section-not-found':
    '/v1/articles/{ref}/sections lists the anchors of an article. Former anchors lead to the present one.',
  'key-required': 'Send “Authorization: Bearer offp_…” with a key that is neither expired nor revoked.',
  'scope-missing': 'Use a key with the scope that “WWW-Authenticate” names.',
  'grant-exceeded': 'Ask for an end and a rate within those of your own key, or use a key without such limits.',
  'preview-invalid': 'Ask whoever sent the link for a new one: it was cut off, or all previews were ended.',
  'preview-expired': 'Ask whoever sent the link for a new one.',
  'preview-mismatch': 'A token for one article opens that one only, by its id or slug.',
  'format-not-offered': 'Ask for “format=json” or “format=xml”, or for neither.',
  'version-not-found': '/v1/editorial/articles/{id}/versions lists the versions that are kept: the last 50.',
  'edition-not-found': '/v1/editorial/articles/{id}/editions lists the editions of an article.',
  'key-not-found': '/v1/editorial/keys lists the keys.',
  'import-not-retryable':
    'Only an import that failed can be retried, until the time in its `retryUntil`. Send the files again.',
  'import-not-found': '/v1/editorial/imports lists the imports. They are forgotten 30 days after their end.',
  'source-taken': 'Name another “source”, or use a key with the scope articles:publish.',
  'too-many-imports': 'Nothing was kept. Send the same request again after “Retry-After”.',
  'takeaway-not-found': 'The article itself lists its key takeaways with their ids.',
  'slug-taken':
    '“detail” names the other article. Choose another slug. One that the other only had before can be taken over with “takeOverSlug=true”.',
  'term-used': 'Take it off the articles that “detail” names, or merge it into another one.',
  'term-taken': '“detail” names the other one. Merge the two, or choose another name or slug.',
  'translation-taken':
    '“detail” names the other article. Change the language of one of the two, or make it no translation.',
  'identity-taken':
    'Change the article that has it, which “detail” names, or create this one with another “externalId”.',
  'article-scheduled': 'Have a key with “articles:publish” make the change, or end the schedule.',
  'transition-refused': '“detail” says what state the article is in, and what it must be in.',
  'idempotency-running': 'Wait a moment, then send the same request again: it gets the answer of the first.',
  'idempotency-mismatch': 'Send a new “Idempotency-Key” with every new request.',
  'batch-undone': 'Set the item right that failed for a reason of its own, and send all of them again.',
  'version-required': 'Send “If-Match” with the “ETag” that it was read with.',
  'preview-not-found': '/v1/editorial/previews lists the previews that can be opened.',
  'term-not-found':
    'The public sees only categories, tags and authors that a delivered article carries; /v1/editorial/tags and its like list all.',
  'method-not-allowed': '“Allow” names the methods that this address takes.',
  'request-timeout': 'The request took too long to arrive. Send it again on a new connection.',
  'article-gone':
    '“gone.reason” says why. Remove your copy; with “withdrawn”, tell those you passed it to. “gone.movedTo” is where it lives now, if anywhere.',
  'version-conflict':
    'Read it again, apply the change to what it is now, and send it with the new version: “ETag” and “version” of the answer name it.',
  'body-too-large': 'Send less in one request.',
  'body-too-complex': 'Nothing of it was written. Send a shorter or simpler body, or split it into several articles.',
  'too-many-large-requests': 'Send the same request again after “Retry-After”.',
  'uri-too-long': 'Ask for fewer things at once.',
  'unsupported-media-type': 'Send one of the media types that “detail” names, and say so in “Content-Type”.',
  'rate-limited':
    'Wait the seconds that “Retry-After” names. “RateLimit-Policy” says how many requests are granted in how many seconds; a key has a budget of its own.',
  'headers-too-large': 'Send fewer or shorter header fields; cookies are not read.',
  'print-damaged':
    'Only this article is concerned. Tell the operator: it is delivered again once it was published again or restored.',
  'store-full': 'Nothing was written. Send the same request again after “Retry-After”.',
  'store-replaced':
    'Nothing more is written until the operator restarts the server. Send the same request again later; the last one may be lost.',
  'store-busy': 'Nothing was written. Send the same request again after “Retry-After”.',
  unavailable: 'Try again after “Retry-After”, on another server if there is one.',
}
