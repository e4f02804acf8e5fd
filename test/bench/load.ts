import { connect, type Socket } from 'node:net'
import { responseReader } from './response-reader.ts'

export type Load = {
  port: number
  /** The next request as bytes; undefined ends the load. */
  next(): Buffer | undefined
  expect: Expectation
  connections: number
  /** Ends after so many milliseconds; undefined = when the requests end. */
  ms?: number | undefined
  /** Told how many milliseconds each response took. */
  took?: ((ms: number) => void) | undefined
}

export type Expectation = {
  status: number
  /** Bytes of the body; undefined = any number but none. */
  length?: number | undefined
}

export type Loaded = { responses: number; ms: number; errors: string[] }

/** Handles the bytes of a connection. */
type Reading = { chunk: (chunk: Buffer) => void }

/** Milliseconds in which some response must arrive. */
const patience = 10_000

/** Keeps one request under way on each connection, and counts the responses that are whole and as expected. */
export async function load({ port, next, expect, connections, ms, took }: Load): Promise<Loaded> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  const errors: string[] = []
  let responses = 0
  const started = performance.now()
  const until = ms === undefined ? Number.POSITIVE_INFINITY : started + ms
  let last = started
  await Promise.all(
    sockets.map(
      ({ socket, read }) =>
        new Promise<void>(resolve => {
          const fail = (why: string) => {
            errors.push(why)
            socket.destroy()
            resolve()
          }
          let asked = 0
          const ask = () => {
            asked = performance.now()
            const request = asked < until ? next() : undefined
            if (request) socket.write(request)
            else resolve()
          }
          read.chunk = responseReader({
            answered(status, length) {
              if (!isExpected(status, length, expect)) return fail(unexpected(status, length, expect))
              responses += 1
              last = performance.now()
              took?.(last - asked)
              ask()
            },
            failed: head => fail(`not a response with a length: ${JSON.stringify(head)}`),
          })
          socket.setTimeout(patience, () => fail(`no response in ${patience} ms`))
          socket.once('error', error => fail(error.message))
          socket.once('close', () => fail('the server closed the connection'))
          ask()
        }),
    ),
  )
  for (const { socket } of sockets) {
    socket.removeAllListeners('close')
    socket.end()
  }
  return { responses, ms: last - started, errors }
}

/** The bytes of a GET request. */
export function get(target: string, headers: Record<string, string> = {}): Buffer {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}

function isExpected(status: number, length: number, expect: Expectation): boolean {
  if (status !== expect.status) return false
  return expect.length === undefined ? length > 0 : length === expect.length
}

function unexpected(status: number, length: number, expect: Expectation): string {
  return `${status} with ${length} bytes instead of ${expect.status} with ${expect.length ?? 'some'}`
}

/** A connection whose bytes all arrive in one piece of memory: a new one for each chunk would be most of the load's work. */
function open(port: number): Promise<{ socket: Socket; read: Reading }> {
  const buffer = Buffer.allocUnsafe(64 * 1024)
  const read: Reading = { chunk: () => undefined }
  const onread = {
    buffer,
    callback(bytes: number) {
      read.chunk(buffer.subarray(0, bytes))
      return true
    },
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve({ socket, read })
    })
  })
}
