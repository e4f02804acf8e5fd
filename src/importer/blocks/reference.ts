import type { Block } from '../../domain/body/block.ts'
import type { Footnote } from '../../domain/body/footnote.ts'
import type { Inline } from '../../domain/body/inline.ts'
import { anchorFor, leadAnchor } from '../../domain/body/outline.ts'
import type { ManuscriptSection, ManuscriptTakeaway } from '../../domain/content/manuscript.ts'
import { slugify } from '../../domain/text/slug.ts'
import { decodedPart } from '../fact/address.ts'
import { excerpt, type Reporter } from '../fact/report.ts'
import { runsOf } from './runs.ts'

type Parts = { sections: ManuscriptSection[]; takeaways: ManuscriptTakeaway[]; footnotes: Footnote[] }

type Known = {
  /** Ids of elements, each with the number of headings up to it. */
  ids: ReadonlyMap<string, number>
  /** Section index by number of headings. */
  places: readonly number[]
  /** Anchors of footnotes by their name in the source. */
  anchors: ReadonlyMap<string, string>
  reporter: Reporter
  /** Whether the article has room for an address or a title of this length. */
  fitsBudget(length: number): boolean
}

/** Resolves links within the article to section anchors, and references to footnote anchors. */
export function resolveReferences(parts: Parts, known: Known): void {
  const named = once(() => sectionAnchors(parts.sections))
  const bySlug = once(
    () => new Map(parts.sections.map(({ heading }, index) => [slugify(heading ?? ''), index] as const).toReversed()),
  )
  const used = new Set<number>()
  const seen = new Set<string>()
  for (const runs of texts(parts)) {
    for (const run of runs) {
      dropCopy(run, seen, known)
      if (run.footnote !== undefined) run.footnote = known.anchors.get(run.footnote) ?? run.footnote
      if (!run.link?.href.startsWith('#')) continue
      const index = target(run.link.href.slice(1), bySlug, known)
      const anchor = index === undefined ? undefined : named()[index]
      if (index === undefined || anchor === undefined) {
        known.reporter.note(
          'anchor-unknown',
          `The link to "${excerpt(run.link.href)}" has no target in the article. It was kept unchanged.`,
        )
        continue
      }
      used.add(index)
      run.link = { ...run.link, href: `#${anchor}` }
    }
  }
  for (const [index, section] of parts.sections.entries()) {
    const anchor = used.has(index) || section.anchor !== undefined ? named()[index] : undefined
    if (anchor !== undefined && anchor !== leadAnchor) section.anchor = anchor
  }
}

/** Every run of a link repeats its address and title. Removes the link of a repeated run that exceeds the budget. */
function dropCopy(run: Inline, seen: Set<string>, { fitsBudget }: Known): void {
  if (run.link === undefined) return
  const { href, title = '' } = run.link
  if (seen.has(href) && !fitsBudget(href.length + title.length)) delete run.link
  seen.add(href)
}

/** Computes a value on first use. Few articles need it. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The anchor of each section: its own id, if possible. */
function sectionAnchors(sections: readonly ManuscriptSection[]): string[] {
  const taken = new Set<string>()
  const numbers = new Map<string, number>()
  return sections.map(section => {
    if (section.heading === undefined) return leadAnchor
    const own = slugify(section.anchor ?? '')
    const anchor = own && own !== leadAnchor && !taken.has(own) ? own : anchorFor(section.heading, taken, numbers)
    taken.add(anchor)
    return anchor
  })
}

/** The section index of a fragment: by id, else by the slug of a heading, as site generators make ids. */
function target(
  fragment: string,
  bySlug: () => ReadonlyMap<string, number>,
  { ids, places }: Known,
): number | undefined {
  const name = decodedPart(fragment)
  const headings = ids.get(name) ?? ids.get(fragment)
  if (headings !== undefined) return places[headings]
  const slug = slugify(name)
  return slug === '' ? undefined : bySlug().get(slug)
}

function* texts({ sections, takeaways, footnotes }: Parts): Generator<Inline[]> {
  for (const { content } of takeaways) yield content
  for (const { headingContent, blocks } of sections) {
    if (headingContent) yield headingContent
    yield* runsOf(blocks)
  }
  const notes: Block[] = footnotes.flatMap(({ blocks }) => blocks)
  yield* runsOf(notes)
}
