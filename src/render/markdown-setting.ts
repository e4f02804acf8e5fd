import type { Footnote } from '../domain/body/footnote.ts'

/** What blocks need to know of the document that they are rendered into. Made anew for every rendering. */
export type MarkdownSetting = {
  /** The name that stands in `[^…]` for each footnote, by anchor. */
  names: ReadonlyMap<string, string>
  /** Anchors of the footnotes referred to so far. */
  referred: Set<string>
}

/** A footnote is named by its label where Markdown can spell that, else numbered. */
export function markdownSetting(footnotes: readonly Footnote[] = []): MarkdownSetting {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  footnotes.forEach(({ anchor, label }, index) => {
    const wanted = [label, anchor].find(name => /^[\w-]{1,99}$/.test(name) && !taken.has(name.toLowerCase()))
    const name = wanted ?? `note-${index + 1}`
    taken.add(name.toLowerCase())
    names.set(anchor, name)
  })
  return { names, referred: new Set() }
}
