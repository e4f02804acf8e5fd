export type Batch<Entry, Result> = {
  /** Adds an entry. If the batch is full, writes it and returns the results. */
  add(entry: Entry): Promise<Result[]>
  /** Writes the remaining entries. */
  flush(): Promise<Result[]>
}

/** A larger batch is written at once: an article takes about ten times the memory of its source. */
const maxBytes = 1_048_576

/**
 * Collects entries into batches that hold the write lock for about the given time, as measured for the previous
 * batches.
 *
 * @param bytesOf size of an entry's source
 * @param budget milliseconds
 * @param max maximum number of entries in a batch
 */
export function createBatch<Entry, Result>(
  write: (entries: readonly Entry[]) => Promise<Result[]>,
  bytesOf: (entry: Entry) => number,
  budget: number,
  max = 500,
): Batch<Entry, Result> {
  let waiting: Entry[] = []
  let size = Math.min(10, max)
  let bytes = 0

  async function flush(): Promise<Result[]> {
    if (waiting.length === 0) return []
    const entries = waiting
    waiting = []
    bytes = 0
    const started = performance.now()
    const results = await write(entries)
    const elapsed = Math.max(performance.now() - started, 1)
    size = Math.min(max, entries.length * 2, Math.max(1, Math.floor((entries.length * budget) / elapsed)))
    return results
  }

  return {
    async add(entry) {
      waiting.push(entry)
      bytes += bytesOf(entry)
      return waiting.length >= size || bytes >= maxBytes ? flush() : []
    },
    flush,
  }
}
