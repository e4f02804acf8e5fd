import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { App } from '../../src/app/deps.ts'

export type Wire = {
  status: number
  headers: Record<string, string>
  /** Alternating names and values, as sent. */
  raw: string[]
  body: Buffer
}

export type Ask = (
  path: string,
  headers?: Record<string, string | string[]>,
  method?: 'GET' | 'HEAD' | 'POST',
) => Promise<Wire>

/** Starts the application and returns a function that sends requests over real connections. */
export async function wire(app: App): Promise<Ask> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return (path, headers = {}, method = 'GET') => askPort(port, path, headers, method)
}

export function askPort(
  port: number,
  path: string,
  headers: Record<string, string | string[]> = {},
  method = 'GET',
  localAddress?: string,
): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const from = localAddress === undefined ? {} : { localAddress }
    const asked = request({ host: '127.0.0.1', port, path, headers, method, ...from }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        const { statusCode = 0, rawHeaders: raw } = response
        resolve({ status: statusCode, headers: fields(raw), raw, body: Buffer.concat(chunks) })
      })
    })
    asked.once('error', reject)
    asked.end()
  })
}

/** The body without its coding. */
export function decoded({ headers, body }: Wire): Buffer {
  const coding = headers['content-encoding']
  if (coding === 'br') return brotliDecompressSync(body)
  return coding === 'gzip' ? gunzipSync(body) : body
}

/** Headers without those that differ for each answer. */
export function lasting({ headers }: Wire): Record<string, string> {
  const single = ['date', 'x-request-id', 'connection', 'keep-alive']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !single.includes(name)))
}

function fields(raw: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([(raw[at] ?? '').toLowerCase(), raw[at + 1] ?? ''])
  return Object.fromEntries(pairs)
}
