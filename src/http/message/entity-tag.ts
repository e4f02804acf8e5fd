import { createHash } from 'node:crypto'

/** A body with its entity tag. */
export type TaggedBody = { body: Buffer; etag: string }

/** Adds a weak entity tag made from the bytes. */
export function withEtag(body: Buffer): TaggedBody {
  return { body, etag: weakHash(body) }
}

/** A weak entity tag made from bytes. */
export function weakHash(bytes: Uint8Array): string {
  return weakTag(createHash('sha256').update(bytes).digest('base64url'))
}

/** A JSON document with its entity tag. */
export function jsonWithEtag(value: object): TaggedBody {
  return withEtag(Buffer.from(JSON.stringify(value)))
}

/** @param digest base64url */
export function weakTag(digest: string): string {
  return `W/"${digest.slice(0, 22)}"`
}
