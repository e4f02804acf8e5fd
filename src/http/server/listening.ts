import { connect } from 'node:net'

/** Milliseconds. A connection on the same machine takes less than one. */
const timeout = 1000

/** Whether a server listens at the host and port of a URL. */
export function isListening(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80), timeout })
  socket.once('connect', () => resolve(true))
  socket.once('timeout', () => resolve(false))
  socket.once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
