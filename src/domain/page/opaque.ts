/** Opaque text for a JSON value: base64url of a checksum and of the JSON. It holds no secret. */
export function seal(value: unknown): string {
  const json = new TextEncoder().encode(JSON.stringify(value))
  return base64url(concat(checksum(json), json))
}

/** The encoded value; undefined if the text was not issued by this server or was changed. */
export function unseal(text: string): unknown {
  if (!/^[\w-]{8,}$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
    const json = bytes.subarray(4)
    if (base64url(concat(checksum(json), json)) !== text) return undefined
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch {
    return undefined
  }
}

/** A hash of six characters. It detects accidental changes, not deliberate ones. */
export function fingerprint(text: string): string {
  return base64url(checksum(new TextEncoder().encode(text)))
}

/** FNV-1a, 32 bits: detects truncated or mistyped values, not forgery. */
function checksum(bytes: Uint8Array): Uint8Array {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint8Array.of(hash >>> 24, hash >>> 16, hash >>> 8, hash)
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length)
  whole.set(head)
  whole.set(tail, head.length)
  return whole
}

function base64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
