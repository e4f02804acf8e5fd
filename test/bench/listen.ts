import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { get } from './load.ts'

export type Listeners = {
  /** Articles and tombstones that each of the streams was told of. */
  heard(): readonly number[]
  /** Streams that ended by themselves. */
  lost(): number
  /** Settles when it holds of what each was told; false where that takes longer than the patience. */
  when(isThere: (heard: readonly number[]) => boolean, idleMs: number): Promise<boolean>
  close(): void
}

const mark = '\nid: '

/** Opens so many live streams, and counts what they are told. */
export async function listen(port: number, count: number): Promise<Listeners> {
  const heard: number[] = []
  const sockets: Socket[] = []
  let [lost, isClosed] = [0, false]
  let told: () => void = () => undefined

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
        // What may be the beginning of the next one.
        end = text.slice(-7)
        if (found === 0) return
        heard[index] = (heard[index] ?? 0) + found
        told()
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
        told = () => {
          if (!isThere(heard)) return
          clearTimeout(late)
          resolve(true)
        }
        told()
      })
    },
    close() {
      isClosed = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
