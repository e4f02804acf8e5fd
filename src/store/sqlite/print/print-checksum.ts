import { crc32 } from 'node:zlib'

/** CRC-32 of what a print stores: its head with the bytes of the item, and its head with the bytes of the body. */
export type Checksums = { item: number; body: number }

/** @param head what is stored as JSON next to the bytes */
export function checksumsOf(head: object, item: Uint8Array, body: Uint8Array): Checksums {
  const start = startOf(head)
  return { item: crc32(item, start), body: crc32(body, start) }
}

/**
 * Whether stored bytes are what was written. A print without checksums was made by an earlier version: nothing is known.
 *
 * @param body absent where only the item was read
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

/** The members that are changed in place do not count. */
function startOf(head: object): number {
  return crc32(JSON.stringify({ ...head, epoch: undefined, mark: undefined, checksums: undefined }))
}
