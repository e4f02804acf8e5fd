export type Batch<Entry, Result> = {
  /** Adds an entry. If the batch is full, writes it and returns the results. */
  add(entry: Entry): Promise<Result[]>
  /** Writes what still waits. */
  flush(): Promise<Result[]>
}

/**
 * Gathers entries into batches that hold the write lock for about so long, as measured on the ones before.
 *
 * @param budget milliseconds
 * @param most entries of the largest batch that is tried
 */
export function createBatch<Entry, Result>(
  write: (entries: readonly Entry[]) => Promise<Result[]>,
  budget: number,
  most = 500,
): Batch<Entry, Result> {
  let waiting: Entry[] = []
  let size = Math.min(10, most)

  async function flush(): Promise<Result[]> {
    if (waiting.length === 0) return []
    const entries = waiting
    waiting = []
    const started = performance.now()
    const results = await write(entries)
    const elapsed = Math.max(performance.now() - started, 1)
    size = Math.min(most, entries.length * 2, Math.max(1, Math.floor((entries.length * budget) / elapsed)))
    return results
  }

  return {
    async add(entry) {
      waiting.push(entry)
      return waiting.length >= size ? flush() : []
    },
    flush,
  }
}
