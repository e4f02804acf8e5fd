import { LRUCache } from 'lru-cache'
import type { Rendering } from '../../domain/page/query.ts'
import { printTag } from './article-answer.ts'
import type { Render, WholePrint } from './delivery.ts'
import { renderSection, sectionRenderer } from './rendered-section.ts'
import type { Pause } from './time-slice.ts'

/** Bytes of renderings that are kept: the next page, filter or order often has the same articles. */
const keptBytes = 16_777_216
/** Cost of one rendering of one article before its size is known, and the bytes of renderings that cost one unit. */
const unitsEach = 2
const bytesPerUnit = 4096

/** @param timeSlices begins a piece of work that takes timeSlices */
export function createRender(timeSlices: () => Pause): Render {
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: keptBytes,
    sizeCalculation: bytes => bytes.byteLength + 256,
  })

  return async (prints, wanted, charge = () => undefined) => {
    const known = new Map<string, Uint8Array>()
    const nameOf = (print: WholePrint) => `${print.articleId} ${printTag(print, wanted.join())}`
    const missing: WholePrint[] = []
    for (const { body, ...print } of wanted.length > 0 ? prints : []) {
      if (!body) continue
      const name = nameOf({ ...print, body })
      const bytes = kept.get(name)
      if (bytes) known.set(name, bytes)
      else missing.push({ ...print, body })
    }
    charge(missing.length * wanted.length * unitsEach)
    const pause = timeSlices()
    for (const print of missing) {
      await pause()
      const bytes = await renderInTurns(print, wanted, pause)
      charge(Math.floor(bytes.byteLength / bytesPerUnit))
      const name = nameOf(print)
      known.set(name, bytes)
      kept.set(name, bytes)
    }
    return print => known.get(nameOf(print)) ?? kept.get(nameOf(print)) ?? renderAtOnce(print, wanted)
  }
}

async function renderInTurns(print: WholePrint, wanted: readonly Rendering[], pause: Pause): Promise<Uint8Array> {
  const { sections, render } = sectionRenderer(print)
  const rendered: string[] = []
  for (const section of sections) {
    await pause()
    rendered.push(renderSection(section, wanted, render))
  }
  return Buffer.from(`[${rendered.join()}]`)
}

/** Renders a print without a pause. */
export function renderAtOnce(print: WholePrint, wanted: readonly Rendering[]): Uint8Array {
  const { sections, render } = sectionRenderer(print)
  return Buffer.from(`[${sections.map(section => renderSection(section, wanted, render)).join()}]`)
}
