import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The bytes of a source, with random access. */
export type Spool = {
  /** Bytes. */
  size: number
  /** The bytes from `start` up to but not including `end`, fewer at the end of the source. */
  read(start: number, end: number): Promise<Buffer>
  /** Frees memory and files. Callers must always call it. */
  close(): Promise<void>
}

/** Sources up to this size stay in memory. */
const memoryLimit = 4 * 1024 * 1024

/**
 * Stores a stream for random access. A source of more than 4 MiB goes to a temporary file that is unlinked before the first
 * byte is written, so that a killed process leaves no file behind.
 *
 * @param fileFrom size from which a file is used
 */
export async function spool(input: AsyncIterable<Uint8Array>, fileFrom: number = memoryLimit): Promise<Spool> {
  let waiting: Uint8Array[] = []
  let size = 0
  let file: TemporaryFile | undefined
  try {
    for await (const chunk of input) {
      waiting.push(chunk)
      size += chunk.length
      if (size < fileFrom) continue
      file ??= await temporaryFile()
      // Chunks are not joined: the process would keep the memory of the large buffer.
      for (const one of waiting) await writeAll(file.handle, one)
      waiting = []
    }
    if (file) return fileSpool(file, size)
  } catch (error) {
    await file?.close()
    throw error
  }
  return memorySpool(Buffer.concat(waiting, size))
}

export function memorySpool(bytes: Buffer): Spool {
  return {
    size: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
    close: async () => {},
  }
}

type TemporaryFile = { handle: FileHandle; close(): Promise<void> }

async function temporaryFile(): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), 'offprint-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const handle = await open(join(folder, 'spool'), 'wx+', 0o600)
    // Some systems cannot unlink an open file. It is removed on close there.
    await remove().catch(() => {})
    const close = async () => {
      await handle.close()
      await remove()
    }
    return { handle, close }
  } catch (error) {
    await remove()
    throw error
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten
}

/** Bytes per read. Items are read mostly in order, so the last two windows are kept. */
const readAhead = 256 * 1024

function fileSpool({ handle, close }: TemporaryFile, size: number): Spool {
  let windows: { start: number; bytes: Buffer }[] = []
  return {
    size,
    close,
    async read(start, end) {
      const to = Math.min(end, size)
      const window = windows.find(one => one.start <= start && to <= one.start + one.bytes.length)
      if (window) return window.bytes.subarray(start - window.start, Math.max(start, to) - window.start)
      const bytes = await readAll(handle, start, Math.min(size, Math.max(to, start + readAhead)))
      if (bytes.length <= readAhead) windows = [{ start, bytes }, ...windows.slice(0, 1)]
      return bytes.subarray(0, Math.max(0, to - start))
    },
  }
}

async function readAll(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start))
  let filled = 0
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
