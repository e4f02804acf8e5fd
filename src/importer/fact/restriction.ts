import type { ImportNote } from '../importer.ts'

/**
 * Why a source does not show an article, or a part of one, to everyone. The name is the code of the note. Every importer
 * uses these: such an article is imported as a draft, and such a part is left out.
 */
const reasons = {
  draft: 'is not finished',
  pending: 'waits for review',
  scheduled: 'is not to be shown before a date',
  private: 'is private',
  unlisted: 'is in no list of its site',
  'not-rendered': 'has no page on its site',
  protected: 'needs a password',
  'members-only': 'is for members',
  'email-only': 'was sent by e-mail only',
  ended: 'is no longer shown',
  expired: 'has expired',
  state: 'has a state that is not known',
} as const

export type Restriction = keyof typeof reasons

export const restrictions = Object.keys(reasons) as Restriction[]

/** @param said what the source says, such as `"render: never"` */
export function draftNote(restriction: Restriction, said: string): ImportNote {
  const keeps = restriction === 'scheduled' ? 'a draft that keeps its date' : 'a draft'
  return { code: restriction, detail: `${said}: this ${reasons[restriction]}. It was imported as ${keeps}.` }
}

/** @param said what the source says of the part */
export function partNote(restriction: Restriction, said: string): ImportNote {
  return { code: restriction, detail: `${said}: this part ${reasons[restriction]}. It was left out.` }
}

/** For members of an item that no rule makes public. Their values are not repeated. */
export function withheldNote(names: readonly string[]): ImportNote {
  const more = names.length > 60 ? ` and ${names.length - 60} more` : ''
  return { code: 'withheld', detail: `Not kept, as it may not be public: ${names.slice(0, 60).join(', ')}${more}.` }
}

/** Words for states and audiences that sources use, and what they mean. Without case; `_` and spaces are `-`. */
const words: Readonly<Record<string, readonly string[]>> = {
  public: [
    ...['public', 'publish', 'published', 'live', 'active', 'visible', 'listed', 'online', 'featured', 'final'],
    ...['everyone', 'everybody', 'all', 'free', 'open', 'world'],
  ],
  draft: [
    ...['draft', 'drafts', 'in-draft', 'auto-draft', 'unpublished', 'wip', 'work-in-progress', 'in-progress'],
    ...['todo', 'idea', 'unfinished', 'offline', 'inactive', 'disabled'],
    ...['entwurf', 'borrador', 'brouillon', 'rascunho', 'bản-nháp'],
  ],
  pending: ['pending', 'review', 'in-review', 'needs-review', 'pending-review', 'submitted'],
  scheduled: ['future', 'scheduled', 'embargo', 'embargoed', 'upcoming'],
  private: [
    ...['private', 'secret', 'internal', 'confidential', 'restricted', 'admin', 'owner', 'me', 'self'],
    ...['privat', 'vertraulich', 'intern', 'confidencial', 'confidentiel', 'privado', 'privé'],
  ],
  unlisted: ['unlisted', 'hidden', 'invisible'],
  'not-rendered': ['skip', 'ignore', 'ignored'],
  protected: ['protected', 'password', 'password-protected', 'encrypted', 'locked'],
  'members-only': [
    ...['member', 'members', 'members-only', 'member-only', 'registered', 'logged-in', 'authenticated', 'tiers'],
    ...['paid', 'paid-members', 'paid-only', 'paying', 'premium', 'subscriber', 'subscribers', 'subscribers-only'],
    ...['paid-subscribers', 'only-paid', 'only-free', 'metered'],
  ],
  'email-only': ['sent', 'email', 'email-only', 'newsletter-only'],
  ended: ['trash', 'trashed', 'soft-trashed', 'deleted', 'removed', 'withdrawn', 'moved', 'retired'],
  expired: ['expired'],
}

const byWord = new Map(
  Object.entries(words).flatMap(([meaning, all]) =>
    all.map(word => [word, meaning as Restriction | 'public'] as const),
  ),
)

/** What a state or an audience means; undefined for a word that is not known. */
export function restrictionOf(word: string): Restriction | 'public' | undefined {
  return byWord.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-'),
  )
}
