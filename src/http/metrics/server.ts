import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { metricsType } from './metric.ts'

export type MetricsServer = { close(): Promise<void> }

/**
 * Serves `GET /metrics` without a key on a port of its own.
 *
 * @param failed receives errors of a read, which is answered with 503
 * @throws Error of the system
 */
export async function startMetricsServer(
  address: { host: string; port: number },
  text: () => Promise<string>,
  failed: (error: unknown) => void,
): Promise<MetricsServer> {
  const { createServer } = await import('node:http')
  const answer: RequestListener = (request, response) => {
    const path = request.url?.split('?', 1)[0]
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (path !== '/metrics' || !isRead) return void response.writeHead(path === '/metrics' ? 405 : 404).end()
    text().then(
      body => response.writeHead(200, { 'content-type': metricsType, 'cache-control': 'no-store' }).end(body),
      (error: unknown) => {
        failed(error)
        response.writeHead(503).end()
      },
    )
  }
  const server: Server = createServer({ requestTimeout: 10_000 }, answer)
  server.listen(address.port, address.host)
  await once(server, 'listening')
  return {
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
