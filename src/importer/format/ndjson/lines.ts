import { asBuffer } from '../../../domain/buffer.ts'
/** A line without its line end; without bytes if it is too long. */
export type Line = { number: number; bytes: Buffer | undefined }

/**
 * Splits a source into lines.
 *
 * @param limit of a line, in bytes
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let length = 0
  let number = 1
  const finish = (): Line => {
    const line = { number, bytes: length > limit ? undefined : Buffer.concat(parts, length) }
    parts = []
    length = 0
    number += 1
    return line
  }
  for await (const chunk of input) {
    const bytes = asBuffer(chunk)
    let from = 0
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
      add(bytes.subarray(from, end))
      yield finish()
      from = end + 1
    }
    add(bytes.subarray(from))
  }
  if (length > 0) yield finish()

  function add(part: Buffer): void {
    length += part.length
    if (length > limit) parts = []
    else parts.push(part)
  }
}
