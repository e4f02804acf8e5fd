import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { get } from './load.ts'

export type Listeners = {
  /** Articles and tombstones that each stream received. */
  heard(): readonly number[]
  /** Streams that ended by themselves. */
  lost(): number
  /** Waits until it holds for the events of each stream; false if that takes too long. */
  when(isThere: (heard: readonly number[]) => boolean, idleMs: number): Promise<boolean>
  close(): void
}

const mark = '\nid: '

/** Opens that many live streams, and counts the events that they receive. */
export async function listen(port: number, count: number): Promise<Listeners> {
  const heard: number[] = []
  const sockets: Socket[] = []
  let [lost, isClosed] = [0, false]
  let notified: () => void = () => undefined

  async function open(): Promise<void> {
    const index = heard.push(0) - 1
    const socket = connect({ port, host: '127.0.0.1' })
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (!isClosed) lost += 1
    })
    let end = ''
    let isOpen = false
    const opened = new Promise<void>(resolve => {
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        const text = end + chunk
        if (!isOpen && text.includes(mark)) {
          isOpen = true
          resolve()
        }
        const found = text.split('\nevent: ').length - 1
        // Keeps the possible beginning of the next event.
        end = text.slice(-7)
        if (found === 0) return
        heard[index] = (heard[index] ?? 0) + found
        notified()
      })
    })
    await once(socket, 'connect')
    socket.write(get('/v1/stream'))
    await opened
  }

  // A few at a time: a listening socket's queue is short.
  for (let left = count; left > 0; left -= 100) await Promise.all(Array.from({ length: Math.min(100, left) }, open))
  return {
    heard: () => heard,
    lost: () => lost,
    when(isThere, idleMs) {
      return new Promise(resolve => {
        const late = setTimeout(() => resolve(false), idleMs)
        notified = () => {
          if (!isThere(heard)) return
          clearTimeout(late)
          resolve(true)
        }
        notified()
      })
    },
    close() {
      isClosed = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
