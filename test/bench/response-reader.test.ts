import t from 'tap'
import { responseReader } from './response-reader.ts'

const article = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nContent-Length: 11\r\n\r\nHTTP/1.1 20'
const unchanged = 'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nContent-Length: 11\r\n\r\n'
const empty = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'

/** The events of a reader when bytes arrive in pieces of one size. */
function hear(text: string, size: number): unknown[] {
  const heard: unknown[] = []
  const read = responseReader({
    answered: (status, length) => heard.push([status, length]),
    failed: why => heard.push(why),
  })
  const bytes = Buffer.from(text, 'latin1')
  // All pieces use the same memory, as with `onread` of a socket.
  const memory = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) read(memory.subarray(0, bytes.copy(memory, 0, at, at + size)))
  return heard
}

t.test('a response counts when it is complete, for any split of the bytes', t => {
  const all = article + unchanged + empty + article
  const expected = [
    [200, 11],
    [304, 0],
    [200, 0],
    [200, 11],
  ]
  for (let size = 1; size <= all.length; size += 1) t.strictSame(hear(all, size), expected, `pieces of ${size}`)
  t.strictSame(hear(all.slice(0, -1), 7), expected.slice(0, -1), 'the last byte is missing')
  t.end()
})

t.test('a response whose end cannot be determined is a failure', t => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked'
  t.strictSame(hear(`${chunked}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, 1000), [chunked])
  t.strictSame(hear('SSH-2.0\r\n\r\n', 1000), ['SSH-2.0'])
  t.end()
})
