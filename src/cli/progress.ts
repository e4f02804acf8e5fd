const width = 24

/** Draws how far a run is, at most ten times a second, with rate and time left; lines that it gives way to stay whole. */
export function createProgress(redraw: ((text: string) => void) | undefined, total: number, now: () => number) {
  const started = now()
  let drawn = Number.NEGATIVE_INFINITY
  let done = 0
  return {
    step(): void {
      done += 1
      if (!redraw || (now() - drawn < 100 && done < total)) return
      drawn = now()
      redraw(line(done, Math.max(total, done), (drawn - started) / 1000))
    },
    clear(): void {
      redraw?.('')
    },
  }
}

function line(done: number, total: number, seconds: number): string {
  const filled = Math.round((done / total) * width)
  const rate = done / Math.max(seconds, 0.001)
  const left = Math.ceil((total - done) / Math.max(rate, 0.001))
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
  return `${bar} ${done}/${total} · ${Math.round(rate)}/s · ${left} s left`
}
