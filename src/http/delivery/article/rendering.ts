import { LRUCache } from 'lru-cache'
import type { Rendering } from '../../../domain/page/query.ts'
import type { PrintWithBody, Render } from '../delivery.ts'
import type { Pause } from '../time-slice.ts'
import { printEtag } from './article-response.ts'
import { renderSection, sectionRenderer } from './rendered-section.ts'

/** Capacity of the cache in bytes: the next page or another filter often has the same articles. */
const cacheBytes = 16_777_216
/** Cost of one rendering of one article before its size is known, and the bytes of a rendering that cost one unit. */
const unitsEach = 2
const bytesPerUnit = 4096

/** Creates `render`, with a cache of recent renderings. */
export function createRender(timeSlices: () => Pause): Render {
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: cacheBytes,
    sizeCalculation: bytes => bytes.byteLength + 256,
  })

  return async (prints, wanted, charge = () => undefined) => {
    const known = new Map<string, Uint8Array>()
    const nameOf = (print: PrintWithBody) => `${print.articleId} ${printEtag(print, wanted.join())}`
    const missing: PrintWithBody[] = []
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

async function renderInTurns(print: PrintWithBody, wanted: readonly Rendering[], pause: Pause): Promise<Uint8Array> {
  const { sections, render } = sectionRenderer(print)
  const rendered: string[] = []
  for (const section of sections) {
    await pause()
    rendered.push(renderSection(section, wanted, render))
  }
  return Buffer.from(`[${rendered.join()}]`)
}

/** Renders a print without pausing. */
export function renderAtOnce(print: PrintWithBody, wanted: readonly Rendering[]): Uint8Array {
  const { sections, render } = sectionRenderer(print)
  return Buffer.from(`[${sections.map(section => renderSection(section, wanted, render)).join()}]`)
}
