import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { SigningSecret } from '../../domain/webhook/webhook.ts'

/** Random bytes of a secret. Standard Webhooks demands 24 to 64. */
const secretBytes = 32

/** A new pair of signing secrets: symmetric, and ed25519 (Standard Webhooks 1.0, "Signature scheme"). */
export function newSecret(): SigningSecret {
  const { privateKey } = generateKeyPairSync('ed25519')
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  return {
    v1: `whsec_${randomBytes(secretBytes).toString('base64')}`,
    v1a: { secretKey: `whsk_${toBase64(d)}`, publicKey: `whpk_${toBase64(x)}` },
  }
}

function toBase64(base64url: string): string {
  return Buffer.from(base64url, 'base64url').toString('base64')
}
