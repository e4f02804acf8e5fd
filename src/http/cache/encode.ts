import type { Coding } from './coding.ts'
import type { Compress } from './compress.ts'
import type { Entry } from './entry.ts'

/**
 * Chooses the best accepted coding. The first request for a coding compresses the body and stores it in the entry; only
 * then a promise is returned.
 */
export type Encode = (entry: Entry, acceptEncoding: string | undefined) => Coding | Promise<Coding>

type Compressed = Exclude<Coding, 'identity'>

export type EncodeTools = {
  accepted: (header: string | undefined) => readonly Coding[]
  compress: Compress
  /** Whether the entry is in the cache. */
  isStored: (entry: Entry) => boolean
  /** Stores a compressed body in its entry. */
  store: (entry: Entry, coding: Compressed, body: Uint8Array) => void
}

export function createEncode({ accepted, compress, isStored, store }: EncodeTools): Encode {
  const running = new WeakMap<Entry, Map<Compressed, Promise<Coding>>>()

  async function make(entry: Entry, coding: Compressed): Promise<Coding> {
    const made = await compress(entry.bodies.identity, coding, isStored(entry) ? 'dense' : 'quick').catch(() => 'busy')
    // Not an error: the next request tries again.
    if (typeof made === 'string') return 'identity'
    if (made) store(entry, coding, made)
    else entry.bodies[coding] = null
    return made ? coding : 'identity'
  }

  function makeOnce(entry: Entry, coding: Compressed): Promise<Coding> {
    const ofEntry = running.get(entry) ?? new Map<Compressed, Promise<Coding>>()
    const before = ofEntry.get(coding)
    if (before) return before
    const made = make(entry, coding).finally(() => ofEntry.delete(coding))
    running.set(entry, ofEntry.set(coding, made))
    return made
  }

  return (entry, header) => {
    const codings = accepted(header)
    for (const coding of codings) {
      const body = entry.bodies[coding]
      if (body) return coding
      if (body === undefined && coding !== 'identity') return makeOnce(entry, coding)
    }
    return 'identity'
  }
}
