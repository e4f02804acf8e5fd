import type { ImportNote } from '../importer.ts'

/**
 * Reasons why an article, or a part of it, is not public in its source. The name is the code of the note. Every importer
 * imports such an article as a draft, and leaves out such a part.
 */
const reasons = {
  draft: 'is not finished',
  pending: 'is waiting for review',
  scheduled: 'must not be shown before a date',
  private: 'is private',
  unlisted: 'is not listed on its site',
  'not-rendered': 'has no page on its site',
  protected: 'needs a password',
  'members-only': 'is for members',
  'email-only': 'was sent only by e-mail',
  ended: 'is no longer published',
  expired: 'has expired',
  state: 'has an unknown state',
} as const

export type Restriction = keyof typeof reasons

export const restrictions = Object.keys(reasons) as Restriction[]

/** @param statement the words of the source, such as `"render: never"` */
export function draftNote(restriction: Restriction, statement: string): ImportNote {
  const keeps = restriction === 'scheduled' ? 'a draft that keeps its date' : 'a draft'
  return { code: restriction, detail: `${statement}: this ${reasons[restriction]}. It was imported as ${keeps}.` }
}

/** @param statement the words of the source about the part */
export function partNote(restriction: Restriction, statement: string): ImportNote {
  return { code: restriction, detail: `${statement}: this part ${reasons[restriction]}. It was left out.` }
}

/** Lists members that may not be public, without their values. */
export function withheldNote(names: readonly string[]): ImportNote {
  const more = names.length > 60 ? ` and ${names.length - 60} more` : ''
  return {
    code: 'withheld',
    detail: `Not imported because they may not be public: ${names.slice(0, 60).join(', ')}${more}.`,
  }
}

/** Words for states and audiences, by meaning. In lower case, with `-` for `_` and spaces. */
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

/** The meaning of a state or an audience; undefined for an unknown word. */
export function restrictionOf(word: string): Restriction | 'public' | undefined {
  return byWord.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-'),
  )
}
