/**
 * All bytes of an input, or undefined where it is larger than it may be. Then the rest is not read.
 *
 * @param largest in bytes
 */
export async function gather(input: AsyncIterable<Uint8Array>, largest: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    length += chunk.length
    if (length > largest) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}
