import type { Footnote } from '../domain/body/footnote.ts'

/** Properties of the document that blocks are rendered into. Created for each rendering. */
export type MarkdownSetting = {
  /** The identifier in `[^…]` of each footnote, by anchor. */
  names: ReadonlyMap<string, string>
  /** The label that the text shows for each footnote, by anchor. */
  labels: ReadonlyMap<string, string>
  /** Anchors of the footnotes referenced so far. */
  referred: Set<string>
}

/** The identifier of a footnote is its name in the anchor, else its label if Markdown allows it, else a number. */
export function markdownSetting(footnotes: readonly Footnote[] = []): MarkdownSetting {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  footnotes.forEach(({ anchor, label }, index) => {
    const wanted = [anchor.startsWith('fn-') ? anchor.slice(3) : label, label, anchor].find(
      name => /^[\w-]{1,99}$/.test(name) && !taken.has(name.toLowerCase()),
    )
    const name = wanted ?? `note-${index + 1}`
    taken.add(name.toLowerCase())
    names.set(anchor, name)
  })
  return { names, labels: new Map(footnotes.map(({ anchor, label }) => [anchor, label])), referred: new Set() }
}
