import type { ItemReport, SourcePosition } from '../importer.ts'

/** Collects the report about an item. */
export type Reporter = {
  note(code: string, detail: string, place?: SourcePosition): void
  /** Records text that was read and is not kept in the article. Without a place, it counts for the start of the item. */
  consume(role: string, text: string, place?: SourcePosition): void
  /** The report. Notes of one code beyond `noteLimit` are counted, in one note at the place of the last that is listed. */
  report(): ItemReport
}

/** Notes of one code that are listed one by one. */
export const noteLimit = 100
/** UTF-16 units of a text that are read for an excerpt. */
const excerptSource = 400

export function reporter(): Reporter {
  const notes: ItemReport['notes'] = []
  const consumed: ItemReport['consumed'] = []
  const counts = new Map<string, number>()
  const lastPlaces = new Map<string, SourcePosition | undefined>()
  return {
    note(code, detail, place) {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= noteLimit) notes.push({ code, detail, ...(place && { place }) })
      if (count === noteLimit) lastPlaces.set(code, place)
    },
    consume(role, text, place = { line: 1 }) {
      const words = text.trim()
      if (words !== '') consumed.push({ role, text: words, place })
    },
    report() {
      const more = [...counts]
        .filter(([, count]) => count > noteLimit)
        .map(([code, count]) => {
          const place = lastPlaces.get(code)
          const detail = `${count - noteLimit} more notes of this kind are not listed.`
          return { code, detail, ...(place && { place }) }
        })
      return { notes: [...notes, ...more], consumed }
    },
  }
}

/** A title made of the first words of a text, with a note; empty if there are none. */
export function generatedTitle(words: string, { note }: Reporter): string {
  const title = excerpt(words)
  if (title !== '') note('title-made', 'The item has no title. Its first words became the title.')
  return title
}

/** Shortens a text for a note, to 80 characters on one line. */
export function excerpt(text: string): string {
  const words = text.trim()
  const line = words.slice(0, excerptSource).replace(/\s+/g, ' ').trim()
  const points = [...line]
  return points.length > 80 || words.length > excerptSource ? `${points.slice(0, 79).join('')}…` : line
}
