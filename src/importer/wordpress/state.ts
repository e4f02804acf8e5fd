import type { ImportNote } from '../importer.ts'
import type { WireItem } from './wire.ts'

/** What becomes of an item: an article that may be published, a draft and why, or nothing and what it is. */
export type State = { kind: 'publishable' } | { kind: 'draft'; note: ImportNote } | { kind: 'left-out'; what: string }

const drafts: Record<string, ImportNote> = {
  draft: { code: 'draft', detail: 'This was a draft in WordPress.' },
  pending: { code: 'pending', detail: 'This waited for review in WordPress.' },
  future: { code: 'scheduled', detail: 'This was scheduled in WordPress; it came as a draft with its date.' },
  private: { code: 'private', detail: 'This was private in WordPress; it came as a draft.' },
}

const isGone = new Set(['trash', 'auto-draft', 'inherit'])

export function stateOf({ type, status, hasPassword }: WireItem, pages: boolean): State {
  if (type !== 'post' && !(pages && type === 'page')) return { kind: 'left-out', what: type }
  if (isGone.has(status)) return { kind: 'left-out', what: status === 'trash' ? `${type} in the trash` : status }
  if (status === 'publish') {
    const detail = 'This had a password in WordPress; it came as a draft.'
    return hasPassword ? { kind: 'draft', note: { code: 'protected', detail } } : { kind: 'publishable' }
  }
  const detail = `The state "${status}" of WordPress is not known; this came as a draft.`
  return { kind: 'draft', note: drafts[status] ?? { code: 'state', detail } }
}
