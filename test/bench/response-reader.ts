export type Heard = {
  /** A whole response has arrived. */
  answered(status: number, length: number, head: string): void
  /** The bytes are not a response whose end can be determined. */
  failed(why: string): void
}

/**
 * Reads HTTP/1.1 responses off a connection by their Content-Length and touches nothing else of them, so that a load
 * costs far less than what it measures. Chunked responses are a failure: ours have a length.
 */
export function responseReader({ answered, failed }: Heard): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0)
  let status = 0
  let length = 0
  let left = 0
  let head = ''

  /** Reads a head that begins there; returns where its body begins, or -1 if more bytes are needed. */
  function readHead(bytes: Buffer, at: number): number {
    const end = bytes.indexOf('\r\n\r\n', at, 'latin1')
    if (end < 0) return -1
    head = bytes.toString('latin1', at, end)
    status = head.startsWith('HTTP/1.1 ') ? Number(head.slice(9, 12)) : Number.NaN
    length = bodyLength(status, head)
    if (Number.isNaN(status) || Number.isNaN(length)) failed(head.slice(0, 200))
    left = length
    return end + 4
  }

  return chunk => {
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    let at = 0
    held = held.subarray(0, 0)
    while (at < bytes.length) {
      if (left === 0) {
        const body = readHead(bytes, at)
        if (body < 0) {
          // The chunk's memory is used again for the next one.
          held = Buffer.from(bytes.subarray(at))
          return
        }
        at = body
      }
      const taken = Math.min(left, bytes.length - at)
      at += taken
      left -= taken
      if (left === 0) answered(status, length, head)
      else if (Number.isNaN(left)) return
    }
  }
}

/** NaN if the head does not state it. */
function bodyLength(status: number, head: string): number {
  if (status === 304 || status === 204) return 0
  return Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
}
