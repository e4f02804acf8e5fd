import type { ImportNote } from '../importer.ts'
import words from './restriction-words.json' with { type: 'json' }

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
  'not-rendered': 'is not shown on its site',
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

/** Meanings of states and audiences. The words are in lower case, with `-` for `_` and spaces. */
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
