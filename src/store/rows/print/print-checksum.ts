import { crc32 } from 'node:zlib'

/** CRC-32 of the head with the bytes of the item, and of the head with the bytes of the body. */
export type Checksums = { item: number; body: number }

/** @param head members that are stored as JSON with the bytes */
export function checksumsOf(head: object, item: Uint8Array, body: Uint8Array): Checksums {
  const start = startOf(head)
  return { item: crc32(item, start), body: crc32(body, start) }
}

/**
 * Whether stored bytes are unchanged. Prints of earlier versions have no checksums: they count as unchanged.
 *
 * @param body absent if only the item was read
 */
export function isIntact(
  head: object,
  checksums: Checksums | undefined,
  item: Uint8Array,
  body: Uint8Array | undefined,
): boolean {
  if (!checksums) return true
  const start = startOf(head)
  return crc32(item, start) === checksums.item && (!body || crc32(body, start) === checksums.body)
}

/** Excludes the members that are updated in place. */
function startOf(head: object): number {
  return crc32(JSON.stringify({ ...head, epoch: undefined, mark: undefined, checksums: undefined }))
}
