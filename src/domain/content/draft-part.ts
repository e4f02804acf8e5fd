import { AppError } from '../error.ts'
import type { Id } from '../id.ts'

/** Sections or takeaways of a draft, which have routes of their own. */
export type Part = { id?: Id | undefined; anchor?: string | undefined }

/** The index of a part by id or anchor; undefined if there is none. */
export function placeOf(parts: readonly Part[], ref: string): number | undefined {
  const byId = parts.findIndex(part => part.id === ref)
  const found = byId >= 0 ? byId : parts.findIndex(part => part.anchor === ref)
  return found < 0 ? undefined : found
}

/** @param position counted from 1; absent or too large = at the end */
export function inserted<Kind extends Part>(parts: readonly Kind[], part: Kind, position = parts.length + 1): Kind[] {
  return parts.toSpliced(position - 1, 0, part)
}

/**
 * The same parts in another order.
 *
 * @throws AppError `invalid-request` if the ids are not exactly those of the parts
 */
export function ordered<Kind extends Part>(parts: readonly Kind[], ids: readonly Id[]): Kind[] {
  const left = new Map(parts.map(part => [part.id, part]))
  const next = ids.flatMap((id, index) => {
    const part = left.get(id)
    left.delete(id)
    if (part) return [part]
    throw refused(`/ids/${index}`, 'Nothing of the article has this id, or it came before.')
  })
  if (left.size > 0) throw refused('/ids', `All ${parts.length} ids are needed, each once.`)
  return next
}

function refused(pointer: string, detail: string): AppError {
  return new AppError('invalid-request', detail, { faults: [{ location: 'body', pointer, code: 'invalid', detail }] })
}
