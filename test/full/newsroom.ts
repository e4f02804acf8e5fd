import { fork } from 'node:child_process'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { type Server, serve } from './server.ts'
import type { Order } from './writer.ts'

const script = fileURLToPath(new URL('writer.ts', import.meta.url))

export type Newsroom = {
  /** Starts a server on the file; all servers have the same public address. */
  open(more?: Record<string, string>): Promise<{ server: Server; port: number; read: Read }>
  /** Publishes articles in one transaction of another process, and waits for the commit. */
  publish(...articles: Order['articles']): Promise<void>
}

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

export type Read = (path: string, headers?: Record<string, string>) => Promise<Answer>

/** One file, the processes that serve it, and one that writes. */
export function newsroom(t: Test, env: Record<string, string> = {}): Newsroom {
  const shared = {
    DATABASE_URL: join(t.testdir(), 'offprint.db'),
    PUBLIC_URL: 'https://news.example.org',
    // All requests have one address here; other tests cover the limits.
    RATE_LIMIT: 'none',
    ...env,
  }
  const writer = fork(script, { env: shared, execArgv: [] })
  t.teardown(() => writer.kill('SIGKILL'))
  const committed = new Map<number, () => void>()
  writer.on('message', (task: number) => {
    committed.get(task)?.()
    committed.delete(task)
  })
  writer.once('exit', code => {
    if (committed.size > 0) t.fail(`the writer ended with ${code}`)
  })
  let tasks = 0
  return {
    async open(more = {}) {
      const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
      const server = await serve(t, [], { ...shared, ...more, PORT: String(port) })
      return { server, port, read: reader(t, port) }
    },
    publish(...articles) {
      tasks += 1
      const order: Order = { task: tasks, articles }
      return new Promise(resolve => {
        committed.set(order.task, resolve)
        writer.send(order)
      })
    },
  }
}

function reader(t: Test, port: number): Read {
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  return (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path, headers, agent }, response => {
        let body = ''
        response.setEncoding('utf8').on('data', chunk => {
          body += chunk
        })
        response.once('error', reject)
        response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      })
      asked.once('error', reject)
      asked.end()
    })
}
