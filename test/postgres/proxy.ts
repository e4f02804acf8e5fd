import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A network between a server and its database that can be cut. */
export type CutNetwork = {
  /** The URL of the database through the network. */
  url: string
  /** Until `restore`, no byte arrives and no new connection is answered, as with a pulled cable. */
  cut(): void
  /** Closes the connections that were cut: those of a pulled cable end some time. */
  restore(): void
}

/** Starts a proxy in front of the server of a URL. */
export async function startProxy(t: Test, url: string): Promise<CutNetwork> {
  const target = new URL(url)
  const { hostname, port } = target
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer({ pauseOnConnect: true }, inward => {
    const outward = connect(Number(port), hostname)
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(one)
      one.on('data', chunk => {
        if (!isCut) other.write(chunk)
      })
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        // The other end does not see a broken network.
        if (!isCut) other.destroy()
      })
    }
    inward.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  target.port = String((server.address() as AddressInfo).port)
  return {
    url: target.href,
    cut() {
      isCut = true
    },
    restore() {
      for (const socket of sockets) socket.destroy()
      isCut = false
    },
  }
}
