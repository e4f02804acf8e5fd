import { z } from 'zod'
import { siteAddress } from '../address/address-key.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

/** What a key may do. `content:read` counts only where public reading is closed. */
export const scopes = [
  'content:read',
  'articles:read',
  'articles:write',
  'articles:publish',
  'imports:write',
  'keys:manage',
  'webhooks:manage',
  'metrics:read',
] as const

export type Scope = (typeof scopes)[number]

export const scope = z
  .enum(scopes, { error: `must be one of ${scopes.join(', ')}` })
  .meta({ id: 'Scope', description: 'A permission of a key.', examples: ['articles:write'] })

/** A rate limit of its own, in requests. */
export const keyRate = z
  .strictObject({
    requests: z.int().min(1).max(1_000_000),
    perSeconds: z.int().min(1).max(86_400),
  })
  .meta({
    id: 'KeyRate',
    description: 'Number of requests in a number of seconds.',
    examples: [{ requests: 600, perSeconds: 60 }],
  })

/** The site of a key, as given in a request. */
export const keySite = z
  .string()
  .trim()
  .max(2000, 'must have at most 2000 characters')
  .refine(text => siteAddress(text) !== undefined, 'must be an absolute http or https URL without query and fragment')
  .meta({
    description: 'Imports of this key may claim the addresses of pages below this URL, and no others.',
    examples: ['https://partner.example/news/'],
    format: 'uri',
  })

/** A key as stored and shown: never its secret. */
export const apiKey = z
  .object({
    id,
    name: z
      .string()
      .min(1)
      .meta({ examples: ['Newsroom desk'] }),
    prefix: z.string().meta({ description: 'Its first characters, which identify it.', examples: ['offp_7Hk2'] }),
    scopes: z.array(scope),
    rate: keyRate.optional(),
    site: keySite.optional(),
    createdAt: instant,
    expiresAt: instant.optional(),
    revokedAt: instant.optional(),
    lastUsedAt: instant.optional().meta({ description: 'To the minute.' }),
    rotatedFrom: id.optional().meta({ description: 'The key that this one replaced.' }),
  })
  .meta({ id: 'ApiKey', description: 'An API key, without its secret.' })

export type KeyRate = z.infer<typeof keyRate>
export type ApiKey = z.infer<typeof apiKey>

/** Random bytes of a key. */
export const keyBytes = 32

const start = 'offp_'
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 43
const checkLength = 6
const shape = new RegExp(`^${start}[${digits}]{${bodyLength + checkLength}}$`)

/**
 * The text of a key: `offp_`, its bytes in base 62, and their CRC-32, by which scanners and clients detect a complete
 * key.
 */
export function formatKey(bytes: Uint8Array): string {
  const body = base62(
    bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n),
    bodyLength,
  )
  return `${start}${body}${checksum(body)}`
}

/** Whether a text has the prefix of a key but a wrong checksum, because it is incomplete or mistyped. */
export function isBrokenKey(text: string): boolean {
  if (!text.startsWith(start)) return false
  const body = text.slice(start.length, start.length + bodyLength)
  return !shape.test(text) || !text.endsWith(checksum(body))
}

/** The first characters of a key, by which people identify it. */
export function keyPrefix(text: string): string {
  return text.slice(0, start.length + 4)
}

/** The reason why a key is not valid now; undefined if it is valid. */
export function keyFault({ expiresAt, revokedAt }: ApiKey, now: string): 'revoked' | 'expired' | undefined {
  if (revokedAt !== undefined) return 'revoked'
  return expiresAt !== undefined && expiresAt <= now ? 'expired' : undefined
}

function checksum(body: string): string {
  return base62(BigInt(crc32(new TextEncoder().encode(body))), checkLength)
}

function base62(value: bigint, length: number): string {
  let rest = value
  let text = ''
  while (text.length < length) {
    text = `${digits[Number(rest % 62n)] ?? ''}${text}`
    rest /= 62n
  }
  return text
}

/** CRC-32 as in ISO 3309 and zip files. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** The first key of a chain of rotations. Rotating a key changes none of its rights. */
export function firstKey(keyId: string, keys: readonly ApiKey[]): string {
  const before = new Map(keys.map(key => [key.id, key.rotatedFrom]))
  let first = keyId
  for (let id = before.get(first); id !== undefined; id = before.get(first)) first = id
  return first
}

/** All keys of a chain of rotations, including this one. */
export function keyFamily(keyId: string, keys: readonly ApiKey[]): string[] {
  const first = firstKey(keyId, keys)
  return [...new Set([keyId, ...keys.map(key => key.id).filter(id => firstKey(id, keys) === first)])]
}
