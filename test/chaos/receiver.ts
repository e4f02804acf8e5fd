import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Teardown } from '../full/server.ts'

export type Receiver = {
  url: string
  /** The last event of each article that was accepted. */
  last: Map<string, { type: string; revision: number }>
  /** What must not happen to a receiver. */
  faults: Set<string>
  /** Closes the port and all connections. */
  die(): Promise<void>
  /** Opens the port again. */
  revive(): Promise<void>
}

/** A receiver of webhooks that can die. */
export async function startReceiver(t: Teardown): Promise<Receiver> {
  const last = new Map<string, { type: string; revision: number }>()
  const revisions = new Map<string, number>()
  const faults = new Set<string>()
  const server = createServer(async (request, response) => {
    const text = await buffer(request).catch(() => undefined)
    if (text === undefined || text.length === 0) return
    const { type, data } = JSON.parse(text.toString()) as { type: string; data: { id: string; revision: number } }
    const id = String(request.headers['webhook-id'])
    if ((revisions.get(id) ?? data.revision) !== data.revision) faults.add(`one id of two events: ${id}`)
    revisions.set(id, data.revision)
    const before = last.get(data.id)?.revision ?? 0
    if (before > data.revision) faults.add(`revision ${data.revision} of ${data.id} after ${before}`)
    last.set(data.id, { type, revision: data.revision })
    response.writeHead(204).end()
  })
  const listen = async (port: number) => void (await once(server.listen(port, '127.0.0.1'), 'listening'))
  await listen(0)
  const { port } = server.address() as AddressInfo
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${port}/`,
    last,
    faults,
    async die() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    revive: () => listen(port),
  }
}
