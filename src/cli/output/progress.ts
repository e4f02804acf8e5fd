import type { Source } from '../../importer/source/run.ts'

const width = 24

/** Progress of an import. */
export type Progress = {
  /** The same source; opening it is recorded. */
  watch(source: Source): Source
  /** Records how many bytes of the current source have been read. */
  reached(bytes: number): void
  /** Records an item. */
  step(): void
  /** Clears the progress line so that other lines can be printed. */
  clear(): void
}

/**
 * Draws a progress bar at most ten times a second, with rate and remaining time. Progress is measured in bytes, because one
 * file may contain thousands of articles.
 *
 * @param total bytes of all sources; 0 = unknown
 * @param now milliseconds
 */
export function createProgress(
  redraw: ((text: string) => void) | undefined,
  total: number,
  now: () => number,
): Progress {
  const started = now()
  let drawn = Number.NEGATIVE_INFINITY
  let items = 0
  /** Bytes of finished sources; size of the current source, and bytes read of it. */
  let behind = 0
  let size = 0
  let within = 0

  function draw(): void {
    if (!redraw || now() - drawn < 100) return
    drawn = now()
    redraw(line(items, (behind + within) / total, (drawn - started) / 1000))
  }

  return {
    watch: source => ({
      ...source,
      open() {
        behind += size
        size = source.bytes ?? 0
        within = 0
        return source.open()
      },
    }),
    reached(bytes) {
      within = Math.min(bytes, size)
      draw()
    },
    step() {
      items += 1
      draw()
    },
    clear: () => redraw?.(''),
  }
}

/** @param share from 0 to 1; NaN if the total is unknown */
function line(items: number, share: number, seconds: number): string {
  const rate = `${items} · ${Math.round(items / Math.max(seconds, 0.001))}/s`
  if (Number.isNaN(share)) return rate
  const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
  const left = share > 0 ? ` · ${Math.ceil((seconds * (1 - share)) / share)} s left` : ''
  return `${bar} ${Math.floor(share * 100)} % · ${rate}${left}`
}
