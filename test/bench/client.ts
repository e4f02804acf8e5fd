import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { responseReader } from './response-reader.ts'

export type Answer = { status: number; hasRetryAfter: boolean }

/**
 * A client with connections that are open in advance, as those of a proxy are. Node.js accepts one connection in each turn of its
 * event loop: requests on new connections would wait for that, and not for the server's work.
 */
export type Client = {
  /** Sends the bytes of a request. @throws Error if the connection breaks */
  ask(request: Buffer): Promise<Answer>
  close(): void
}

type Connection = {
  socket: Socket
  pending: PromiseWithResolvers<Answer> | undefined
  isOpen: Promise<unknown>
}

export async function createClient(port: number, connections: number): Promise<Client> {
  const idle: Connection[] = []
  const all = new Set<Connection>()

  function open(): Connection {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const isOpen = once(socket, 'connect').catch(() => undefined)
    const connection: Connection = { socket, pending: undefined, isOpen }
    const end = (why: string) => {
      all.delete(connection)
      connection.pending?.reject(new Error(why))
      connection.pending = undefined
      socket.destroy()
    }
    const read = responseReader({
      answered(status, _length, head) {
        const { pending } = connection
        connection.pending = undefined
        pending?.resolve({ status, hasRetryAfter: /\r\nretry-after: \d/i.test(head) })
        if (/\r\nconnection: close/i.test(head)) {
          end('closed')
          add()
        } else idle.push(connection)
      },
      failed: head => end(`not a response with a length: ${JSON.stringify(head)}`),
    })
    socket.on('data', read)
    socket.on('error', error => end(error.message))
    socket.on('close', () => end('the server closed the connection'))
    all.add(connection)
    return connection
  }

  /** Opens a connection for later requests. */
  async function add(): Promise<void> {
    const connection = open()
    await connection.isOpen
    idle.unshift(connection)
  }

  // One after the other: the queue of the server is limited.
  for (let count = 0; count < connections; count += 1) await add()
  return {
    ask(request) {
      let connection = idle.pop()
      while (connection && !all.has(connection)) connection = idle.pop()
      connection ??= open()
      connection.pending = Promise.withResolvers()
      connection.socket.write(request)
      return connection.pending.promise
    },
    close() {
      for (const { socket } of all) socket.destroy()
    },
  }
}
