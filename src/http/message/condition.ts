/** Headers that ask for a response only if the resource has not changed. */
export type Precondition = { 'if-match'?: string | undefined; 'if-unmodified-since'?: string | undefined }

/**
 * Whether the preconditions are satisfied (RFC 9110 section 13.2.2, steps 1 and 2). `If-Match` requires strong tags and
 * ours are weak, so only `*` satisfies it.
 */
export function isSatisfied(headers: Precondition, { lastModified }: { lastModified?: number | undefined }): boolean {
  const tags = headers['if-match']
  if (tags !== undefined) return tags.trim() === '*'
  const since = httpDate(headers['if-unmodified-since'])
  return since === undefined || lastModified === undefined || lastModified <= since
}

/** Headers that ask for a response only if the resource has changed. */
export type Condition = { 'if-none-match'?: string | undefined; 'if-modified-since'?: string | undefined }

/**
 * Whether the response is 304 (RFC 9110 section 13). `If-None-Match` decides if it is present, by weak comparison. The
 * date of `If-Modified-Since` must equal `Last-Modified`, as RFC 9110 section 13.1.3 allows: a later date may come from a
 * store whose backup was restored since. During the second of the last change the date is not used, because another
 * change may follow.
 */
export function isNotModified(
  headers: Condition,
  current: { etag: string; lastModified?: number | undefined; now: number },
): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) return namesTag(tags, current.etag)
  const since = httpDate(headers['if-modified-since'])
  const { lastModified, now } = current
  return since !== undefined && lastModified !== undefined && lastModified === since && now > lastModified
}

function namesTag(tags: string, etag: string): boolean {
  // The usual case: a single tag that matches.
  if (tags === etag || tags.trim() === '*') return true
  const opaque = etag.replace(/^W\//, '')
  return [...tags.matchAll(/(?:^|[\s,])(?:W\/)?("[^"]*")/g)].some(([, tag]) => tag === opaque)
}

const shapes = [
  /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/,
  /^\w{6,9}, \d\d-\w{3}-\d\d \d\d:\d\d:\d\d GMT$/,
  /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/,
]

/** Seconds since 1970 of an HTTP date in any of its three forms (RFC 9110 section 5.6.7). */
function httpDate(text: string | undefined): number | undefined {
  if (text === undefined || !shapes.some(shape => shape.test(text))) return undefined
  const at = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(at) ? undefined : at / 1000
}
