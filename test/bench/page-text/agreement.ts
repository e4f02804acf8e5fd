/** How well a text agrees with the one that was expected, each figure 0–1. */
export type Score = { precision: number; recall: number; f1: number }

/** Compares texts by their runs of four words, as the article extraction benchmark of Scrapinghub does. */
export function agreement(expected: string, found: string): Score {
  const [want, have] = [runsIn(expected), runsIn(found)]
  let shared = 0
  for (const [run, count] of want) shared += Math.min(count, have.get(run) ?? 0)
  const precision = shared / Math.max(1, size(have))
  const recall = shared / Math.max(1, size(want))
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

function runsIn(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{N}_]+/gu) ?? []
  const counts = new Map<string, number>()
  for (let at = 0; at < Math.max(1, words.length - 3); at += 1) {
    const run = words.slice(at, at + 4).join(' ')
    if (run !== '') counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return counts
}

function size(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
