import { setTimeout as after } from 'node:timers/promises'

/** The way to one reader of a stream. */
export type Sink = {
  write(chunk: Uint8Array): void
  /** Bytes that wait for the reader. */
  waiting(): number
  /** Settles when more may be written, or the reader is gone. */
  drained(): Promise<void>
  isOpen(): boolean
  /** Ends in order; at once where bytes wait. */
  end(): void
  /** Ends at once. */
  cut(): void
}

/** Writes and waits until the reader took it; one who does not in time is cut off, and the answer is false. */
export async function push(sink: Sink, chunk: Uint8Array, milliseconds: number): Promise<boolean> {
  sink.write(chunk)
  const stop = new AbortController()
  const late = after(milliseconds, true, { signal: stop.signal, ref: false }).catch(() => false)
  const isLate = await Promise.race([sink.drained().then(() => false), late])
  stop.abort()
  if (isLate) sink.cut()
  return !isLate
}
