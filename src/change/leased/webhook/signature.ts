import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { SigningSecret } from '../../../domain/webhook/webhook.ts'

/** DER header of an ed25519 private key (RFC 8410 section 7), followed by the 32 bytes of its seed. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

export type SignedHeaders = { 'webhook-id': string; 'webhook-timestamp': string; 'webhook-signature': string }

/**
 * The headers of a signed request (Standard Webhooks 1.0): one signature for each secret, the current one first.
 *
 * @param timestamp seconds since 1970
 * @param ed25519 whether `v1a` signatures are added
 */
export function signedHeaders(
  { id, timestamp, body }: { id: string; timestamp: number; body: Uint8Array },
  secrets: readonly SigningSecret[],
  ed25519: boolean,
): SignedHeaders {
  const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
  const signatures = secrets.flatMap(({ v1, v1a }) => [
    `v1,${createHmac('sha256', bytesOf(v1)).update(content).digest('base64')}`,
    ...(v1a && ed25519 ? [`v1a,${sign(null, content, privateKey(v1a.secretKey)).toString('base64')}`] : []),
  ])
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}

function privateKey(secretKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, bytesOf(secretKey)]), format: 'der', type: 'pkcs8' })
}

/** The bytes of a serialised secret: base64 after its prefix. */
function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.slice(secret.indexOf('_') + 1), 'base64')
}
