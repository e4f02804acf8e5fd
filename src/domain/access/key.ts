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
] as const

export type Scope = (typeof scopes)[number]

export const scope = z
  .enum(scopes, { error: `must be one of ${scopes.join(', ')}` })
  .meta({ id: 'Scope', description: 'What a key may do.', examples: ['articles:write'] })

/** A budget of its own, in requests. */
export const keyRate = z
  .strictObject({
    requests: z.int().min(1).max(1_000_000),
    perSeconds: z.int().min(1).max(86_400),
  })
  .meta({
    id: 'KeyRate',
    description: 'How many requests in how many seconds.',
    examples: [{ requests: 600, perSeconds: 60 }],
  })

/** A site, as a key states it. */
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
    prefix: z.string().meta({ description: 'Its first characters, to know it by.', examples: ['offp_7Hk2'] }),
    scopes: z.array(scope),
    rate: keyRate.optional(),
    site: keySite.optional(),
    createdAt: instant,
    expiresAt: instant.optional(),
    revokedAt: instant.optional(),
    lastUsedAt: instant.optional().meta({ description: 'To the minute.' }),
    rotatedFrom: id.optional().meta({ description: 'The key that it replaced.' }),
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

/** The text of a key: `offp_`, its bytes in base 62, and a CRC-32 of these, so that scanners and clients know a whole one. */
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

/** The first characters of a key, which identify it to people. */
export function keyPrefix(text: string): string {
  return text.slice(0, start.length + 4)
}

/** Why a key may not be used now, if so. */
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

/** The first key of those that replaced each other up to this one: rotating a key changes none of its rights. */
export function firstKey(keyId: string, keys: readonly ApiKey[]): string {
  const before = new Map(keys.map(key => [key.id, key.rotatedFrom]))
  let first = keyId
  for (let id = before.get(first); id !== undefined; id = before.get(first)) first = id
  return first
}

/** All keys that replaced each other, this one among them. */
export function keyFamily(keyId: string, keys: readonly ApiKey[]): string[] {
  const first = firstKey(keyId, keys)
  return [...new Set([keyId, ...keys.map(key => key.id).filter(id => firstKey(id, keys) === first)])]
}
