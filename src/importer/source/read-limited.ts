/**
 * Reads all bytes of an input. Stops and returns undefined if there are more than `largest`.
 *
 * @param largest in bytes
 */
export async function readLimited(input: AsyncIterable<Uint8Array>, largest: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    length += chunk.length
    if (length > largest) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}
