import type { Id, NewId } from './id.ts'
import type { ManuscriptSection } from './manuscript.ts'
import { anchorFor, leadAnchor, withParents } from './outline.ts'
import type { Section } from './section.ts'
import { slugify } from './slug.ts'
import { blocksText } from './word-count.ts'

/**
 * Sections with ids and anchors. Those that stood before under the same heading keep both; those that are recognised by
 * their words keep their id, and their old anchor becomes a former one; the rest are new.
 */
export function alignSections(
  incoming: readonly ManuscriptSection[],
  previous: readonly Section[],
  newId: NewId,
): Section[] {
  const old = match(incoming, previous)
  const taken = new Set<string>()
  for (const [index, section] of old.entries()) {
    if (section && section.heading === incoming[index]?.heading) taken.add(section.anchor)
  }
  const sections = incoming.map((section, index) => {
    const before = old[index]
    const anchor = before && before.heading === section.heading ? before.anchor : freeAnchor(section, taken)
    taken.add(anchor)
    const moved = before && before.anchor !== anchor ? [before.anchor] : []
    return {
      id: before?.id ?? newId(),
      anchor,
      ...(section.heading !== undefined && { heading: section.heading }),
      ...(section.headingContent && { headingContent: section.headingContent }),
      level: section.level,
      formerAnchors: [...moved, ...(before?.formerAnchors ?? [])],
      blocks: section.blocks,
    }
  })
  return withParents(sections.map(section => withoutTaken(section, taken)))
}

function freeAnchor(section: ManuscriptSection, taken: ReadonlySet<string>): string {
  if (section.heading === undefined) return leadAnchor
  const own = section.anchor === undefined ? '' : slugify(section.anchor)
  return own && own !== leadAnchor && !taken.has(own) ? own : anchorFor(section.heading, taken)
}

/** A former anchor stops redirecting once another section has it. */
function withoutTaken(section: Section, taken: ReadonlySet<string>): Section {
  const former = new Set(section.formerAnchors.filter(anchor => !taken.has(anchor)))
  return { ...section, formerAnchors: [...former] }
}

/** For each incoming section the previous one that it continues: by equal heading in order, then by shared words. */
function match(incoming: readonly ManuscriptSection[], previous: readonly Section[]): (Section | undefined)[] {
  const byHeading = new Map<string | undefined, Section[]>()
  for (const section of previous) byHeading.set(section.heading, [...(byHeading.get(section.heading) ?? []), section])
  const left = new Map<Id, Section>(previous.map(section => [section.id, section]))
  const found = incoming.map(section => {
    const same = byHeading.get(section.heading)?.shift()
    if (same) left.delete(same.id)
    return same
  })
  const candidates = new Map([...left.values()].filter(one => one.heading !== undefined).map(one => [one, words(one)]))
  return incoming.map((section, index) => {
    if (found[index] || section.heading === undefined || candidates.size === 0) return found[index]
    const best = nearest(words(section), candidates)
    if (best) candidates.delete(best)
    return best
  })
}

/** The candidate that shares at least half of all words, if any. */
function nearest(own: ReadonlySet<string>, candidates: ReadonlyMap<Section, ReadonlySet<string>>): Section | undefined {
  let best: Section | undefined
  let most = 0.5
  for (const [section, theirs] of candidates) {
    const shared = [...own].filter(word => theirs.has(word)).length
    const likeness = shared / (own.size + theirs.size - shared || 1)
    if (likeness >= most) {
      best = section
      most = likeness
    }
  }
  return best
}

function words(section: { heading?: string | undefined; blocks: Section['blocks'] }): Set<string> {
  return new Set(`${section.heading ?? ''} ${blocksText(section.blocks)}`.toLowerCase().split(/[^\p{L}\p{N}]+/u))
}
