/** Milliseconds of processor time that a piece of work takes: what else runs on the machine shows in it least. */
async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Below this many milliseconds a figure is chance. */
const least = 5

/**
 * How many times as long the large work takes as the small. Each counts with its best round: other programs, compiling and
 * collecting only ever make one longer. It ends as soon as the answer is at most `enough`.
 */
export async function growth(work: (size: number) => unknown, [small, large]: [number, number], enough: number) {
  let [one, other] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  let ratio = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5 && ratio > enough; round += 1) {
    one = Math.min(one, await processorTime(() => work(small)))
    other = Math.min(other, await processorTime(() => work(large)))
    ratio = other / Math.max(least, one)
  }
  return ratio
}
