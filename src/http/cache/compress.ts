import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Coding } from './coding.ts'

/** Below this many bytes headers weigh more than what is saved. */
const smallest = 512
/** Jobs at once: the thread pool of four also reads files. And jobs that may wait: what is still wanted is asked for again. */
const atOnce = 2
const waiting = 100

const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

/** Compresses in the background, where it is worth it and not too much is waiting. */
export type Compress = (body: Uint8Array, coding: Exclude<Coding, 'identity'>) => Promise<Compressed>

export type Compressed = { body: Buffer } | 'not-worth-it' | 'busy'

export function createCompress(): Compress {
  const queue: (() => void)[] = []
  let running = 0

  async function turn(): Promise<void> {
    if (running >= atOnce) await new Promise<void>(resolve => queue.push(resolve))
    else running += 1
  }

  function done(): void {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }

  return async (body, coding) => {
    if (body.byteLength < smallest) return 'not-worth-it'
    if (queue.length >= waiting) return 'busy'
    await turn()
    try {
      const made = await (coding === 'br' ? brotli(body, brotliOptions(body.byteLength)) : deflate(body))
      return made.byteLength < body.byteLength ? { body: made } : 'not-worth-it'
    } finally {
      done()
    }
  }
}

/** Quality 7 of 11: what lies above takes ten times as long for a tenth less. */
function brotliOptions(size: number) {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 7,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: size,
    },
  }
}
