import { z } from 'zod'

/** A UUID (RFC 9562) in lower case. New ones are version 7, so that they sort by time of creation. */
export const id = z
  .string()
  .refine(isId, 'must be a UUID')
  .meta({ format: 'uuid', examples: ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'] })

export type Id = z.infer<typeof id>

/** Makes a new unique id. A dependency of `buildApp`, so that tests can control it. */
export type NewId = () => Id

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isId(text: string): boolean {
  return shape.test(text)
}

/** The permanent name of an article in every format (RFC 9562 section 4). */
export function urn(articleId: Id): string {
  return `urn:uuid:${articleId}`
}

/** The 16 bytes of an id as 22 characters of base64url (RFC 4648 section 5), for short names. */
export function shortId(value: Id): string {
  const digits = value.replaceAll('-', '')
  let binary = ''
  for (let at = 0; at < digits.length; at += 2) {
    binary += String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16))
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
