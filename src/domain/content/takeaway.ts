import { plainText } from '../body/inline.ts'
import type { KeyTakeaway } from '../body/key-takeaway.ts'
import type { Section } from '../body/section.ts'
import type { Id, NewId } from '../id.ts'
import type { ManuscriptTakeaway } from './manuscript.ts'

/** How takeaways are recognised: in an import by text, then by position; in an edit by the stated ids, then by text. */
export type TakeawayMatch = 'import' | 'edit'

/** Assigns to each takeaway the id of the one it continues, and the current anchor of the section it summarises. */
export function alignTakeaways(
  incoming: readonly ManuscriptTakeaway[],
  previous: readonly KeyTakeaway[],
  match: TakeawayMatch,
  { before, after, newId }: { before: readonly Section[]; after: readonly Section[]; newId: NewId },
): KeyTakeaway[] {
  const continued = match === 'edit' ? byId(incoming, previous) : byText(incoming, previous)
  const anchorNow = anchors(before, after)
  return incoming.map(({ content, origin, id, sectionAnchor }, index) => {
    const old = continued[index]
    // An edit may name ids of this article only; an export has those of its own store.
    const ownId = old?.id ?? (match === 'import' ? id : undefined) ?? newId()
    const stated = (match === 'import' ? old?.sectionAnchor : undefined) ?? sectionAnchor
    const anchor = stated === undefined ? undefined : anchorNow(stated)
    return { id: ownId, content, origin, ...(anchor !== undefined && { sectionAnchor: anchor }) }
  })
}

function byId(incoming: readonly ManuscriptTakeaway[], previous: readonly KeyTakeaway[]): (KeyTakeaway | undefined)[] {
  const left = new Map(previous.map(one => [one.id, one]))
  const named = new Set(incoming.flatMap(({ id }) => id ?? []))
  const ids = new Map(previous.flatMap(one => (named.has(one.id) ? [] : [[plainText(one.content), one.id]])))
  return incoming.map(({ content, id = ids.get(plainText(content)) ?? '' }) => {
    const found = left.get(id)
    left.delete(id)
    return found
  })
}

function byText(
  incoming: readonly ManuscriptTakeaway[],
  previous: readonly KeyTakeaway[],
): (KeyTakeaway | undefined)[] {
  const left = new Set(previous)
  const byWords = Map.groupBy(previous, one => plainText(one.content))
  const same = incoming.map(({ content }) => {
    const found = byWords.get(plainText(content))?.shift()
    if (found) left.delete(found)
    return found
  })
  return same.map((found, index) => {
    const inPlace = previous[index]
    return found ?? (inPlace && left.delete(inPlace) ? inPlace : undefined)
  })
}

/** Finds the current anchor of the section that has or had an anchor. */
function anchors(before: readonly Section[], after: readonly Section[]): (anchor: string) => string | undefined {
  const current = new Set(after.map(({ anchor }) => anchor))
  const byId = new Map<Id, string>(after.map(({ id, anchor }) => [id, anchor]))
  const moved = new Map(before.map(({ id, anchor }) => [anchor, byId.get(id)]))
  return anchor => moved.get(anchor) ?? (current.has(anchor) ? anchor : undefined)
}
