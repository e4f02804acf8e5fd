import { setTimeout as after } from 'node:timers/promises'

/** Connection to one reader of a stream. */
export type Sink = {
  write(chunk: Uint8Array): void
  /** Bytes that are buffered for the reader. */
  waiting(): number
  /** Resolves when the buffer is empty, or the reader is gone. */
  drained(): Promise<void>
  isOpen(): boolean
  /** Whether the key of the reader is valid, as far as known. */
  mayRead(): boolean
  /** Ends the response; closes the connection if bytes are still buffered. */
  end(): void
  /** Closes the connection. */
  cut(): void
}

/** Writes, then waits until the reader has taken it. Disconnects a reader that is too slow, and returns false. */
export async function push(sink: Sink, chunk: Uint8Array, milliseconds: number): Promise<boolean> {
  sink.write(chunk)
  const stop = new AbortController()
  const late = after(milliseconds, true, { signal: stop.signal, ref: false }).catch(() => false)
  const isLate = await Promise.race([sink.drained().then(() => false), late])
  stop.abort()
  if (isLate) sink.cut()
  return !isLate
}
