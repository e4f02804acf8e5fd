import { Agent, get } from 'node:http'
import type { Constant } from './baseline/constant.ts'

export type Answer = {
  status: number
  /** Names and values in turn, as sent. */
  rawHeaders: string[]
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** Headers that Node.js adds to every response. */
const added = new Set(['date', 'connection', 'keep-alive'])

const agent = new Agent({ keepAlive: true })

/** One answer, fetched without the load's short cuts. */
export function fetchAnswer(port: number, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get({ port, path, headers, host: '127.0.0.1', agent }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const { statusCode = 0, rawHeaders, headers } = response
        resolve({ status: statusCode, rawHeaders, headers, body: Buffer.concat(chunks) })
      })
    })
    request.once('error', reject)
  })
}

/** @throws Error where the answer has another status */
export async function fetchExpected(
  port: number,
  path: string,
  status: number,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetchAnswer(port, path, headers)
  if (answer.status === status) return answer
  throw new Error(`GET ${path} answered ${answer.status}, not ${status}: ${answer.body.toString().slice(0, 500)}`)
}

/** @throws Error where the answer is not 200 and JSON of the kind that `read` takes out of it */
export async function fetchJson<Value>(port: number, path: string, read: (json: unknown) => Value): Promise<Value> {
  const { body } = await fetchExpected(port, path, 200)
  return read(JSON.parse(body.toString()))
}

/** The same response, byte for byte, for a baseline. */
export function constantOf({ status, rawHeaders, body }: Answer, route: string): Constant {
  const headers: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    if (!added.has(name.toLowerCase())) headers.push(name, rawHeaders[at + 1] ?? '')
  }
  return { route, status, headers, body: body.toString('base64') }
}
