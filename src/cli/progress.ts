import type { Source } from '../importer/source/run.ts'

const width = 24

/** How far an import is. */
export type Progress = {
  /** The same source, telling when it is begun. */
  watch(source: Source): Source
  /** Notes how many bytes of the source at hand have become items. */
  reached(bytes: number): void
  /** Notes an item. */
  step(): void
  /** Makes room for lines, which stay whole. */
  clear(): void
}

/**
 * Draws how far an import is, at most ten times a second: by the bytes of its sources, as one file may hold thousands of
 * articles, with rate and time left.
 *
 * @param total bytes of all sources; 0 = not known
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
  /** Of sources that are over, and of the one at hand. */
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

/** @param share from 0 to 1; not a number where the whole is not known */
function line(items: number, share: number, seconds: number): string {
  const rate = `${items} · ${Math.round(items / Math.max(seconds, 0.001))}/s`
  if (Number.isNaN(share)) return rate
  const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
  const left = share > 0 ? ` · ${Math.ceil((seconds * (1 - share)) / share)} s left` : ''
  return `${bar} ${Math.floor(share * 100)} % · ${rate}${left}`
}
