import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** Milliseconds between two counts of the open connections. */
const pause = 50

/**
 * Makes the clients of a server leave for another one at the same address: each response closes its connection, so that no
 * client sends a request on a connection that is about to be closed. Resolves when none is left, or after some milliseconds.
 */
export async function drain(server: Server, milliseconds: number): Promise<void> {
  server.prependListener('request', (_, response) => void response.setHeader('connection', 'close'))
  const until = performance.now() + milliseconds
  while (performance.now() < until && (await openConnections(server)) > 0) await delay(pause)
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
}
