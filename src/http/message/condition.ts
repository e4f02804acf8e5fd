/** The header fields that ask for an answer only if it is still the same one. */
export type Precondition = { 'if-match'?: string | undefined; 'if-unmodified-since'?: string | undefined }

/**
 * Whether a request may be answered (RFC 9110 section 13.2.2, steps 1 and 2). Our tags are weak and name no bytes, so of
 * tags only `*` holds.
 */
export function holds(headers: Precondition, { lastModified }: { lastModified?: number | undefined }): boolean {
  const tags = headers['if-match']
  if (tags !== undefined) return tags.trim() === '*'
  const since = httpDate(headers['if-unmodified-since'])
  return since === undefined || lastModified === undefined || lastModified <= since
}

/** The header fields that ask for an answer only if it is another one. */
export type Condition = { 'if-none-match'?: string | undefined; 'if-modified-since'?: string | undefined }

/**
 * Whether the client has what it asks for already (RFC 9110 section 13): by entity tag where it names any, compared
 * weakly, else by date. The date has to be the one that it was given, as RFC 9110 section 13.1.3 allows: a later one may be
 * of a store from before a backup was restored. Never by date within the second of the last change, in which another may
 * follow.
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
  // What clients send nearly always, told without reading a list.
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
