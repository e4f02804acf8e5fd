import { anchorFor, leadAnchor, withParents } from '../body/outline.ts'
import type { Section } from '../body/section.ts'
import type { NewId } from '../id.ts'
import { slugify } from '../text/slug.ts'
import type { ManuscriptSection } from './manuscript.ts'
import { continued } from './match.ts'

/**
 * Assigns ids and anchors to sections. A section with an unchanged heading keeps both. A section recognised by its text
 * keeps its id, and its old anchor becomes a former anchor. Other sections are new. A section that is named by its id
 * gets its stated anchor if that is free.
 *
 * @param reserved anchors that no section may get, such as those of footnotes
 */
export function alignSections(
  incoming: readonly ManuscriptSection[],
  previous: readonly Section[],
  newId: NewId,
  reserved: Iterable<string> = [],
): Section[] {
  const ordered = inOrder(incoming)
  const old = continued(ordered, previous)
  const keepsAnchor = ordered.map((section, index) => {
    const before = old[index]
    return before?.heading === section.heading && !(before && isRenamed(section, before))
  })
  const taken = new Set(reserved)
  for (const [index, section] of old.entries()) if (section && keepsAnchor[index]) taken.add(section.anchor)
  const numbers = new Map<string, number>()
  const sections = ordered.map((section, index): Section => {
    const before = old[index]
    const anchor = before && keepsAnchor[index] ? before.anchor : freeAnchor(section, taken, numbers)
    taken.add(anchor)
    const moved = before && before.anchor !== anchor ? [before.anchor] : []
    return {
      id: before?.id ?? section.id ?? newId(),
      anchor,
      ...(section.heading !== undefined && { heading: section.heading }),
      ...(section.headingContent && { headingContent: section.headingContent }),
      level: section.level,
      formerAnchors: [...moved, ...(before?.formerAnchors ?? section.formerAnchors ?? [])],
      blocks: section.blocks,
    }
  })
  return withParents(withoutTaken(sections, taken))
}

/** Whether a section that is named by its id states another anchor. */
function isRenamed({ id, heading, anchor }: ManuscriptSection, before: Section): boolean {
  if (id !== before.id || heading === undefined || anchor === undefined) return false
  const wanted = slugify(anchor)
  return wanted !== '' && wanted !== before.anchor
}

/** Puts the lead first, if there is one; later text without a heading is appended to the section before it. */
function inOrder(incoming: readonly ManuscriptSection[]): ManuscriptSection[] {
  const ordered: ManuscriptSection[] = []
  for (const { heading: words, ...section } of incoming) {
    const heading = words?.trim() ? words : undefined
    const last = ordered.at(-1)
    if (heading !== undefined) ordered.push({ ...section, heading, level: Math.min(6, Math.max(2, section.level)) })
    else if (last) ordered[ordered.length - 1] = { ...last, blocks: [...last.blocks, ...section.blocks] }
    else if (section.blocks.length > 0) {
      ordered.push({ level: 1, blocks: section.blocks, ...(section.id !== undefined && { id: section.id }) })
    }
  }
  return ordered
}

/** @param numbers the next number to try for each base, so that 5,000 equal headings take linear time */
function freeAnchor(section: ManuscriptSection, taken: ReadonlySet<string>, numbers: Map<string, number>): string {
  if (section.heading === undefined) return leadAnchor
  const own = section.anchor === undefined ? '' : slugify(section.anchor)
  return own && own !== leadAnchor && !taken.has(own) ? own : anchorFor(section.heading, taken, numbers)
}

/** Drops former anchors that are the anchor of a section, or a former anchor of another one. */
function withoutTaken(sections: readonly Section[], taken: ReadonlySet<string>): Section[] {
  const seen = new Set(taken)
  return sections.map(section => {
    const formerAnchors = section.formerAnchors.filter(anchor => !seen.has(anchor))
    for (const anchor of formerAnchors) seen.add(anchor)
    return { ...section, formerAnchors: [...new Set(formerAnchors)] }
  })
}
