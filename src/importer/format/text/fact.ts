import type { Instant } from '../../../domain/instant.ts'
import type { Byline } from '../../fact/byline.ts'
import { languageNamed } from '../../fact/lexicon.ts'
import type { Restriction } from '../../fact/restriction.ts'

/** A fact in a facts line. */
export type Fact =
  | { kind: 'published'; at: Instant; precision: 'day' | 'instant' }
  | { kind: 'updated'; at: Instant; precision: 'day' | 'instant' }
  /** The text must not be published before. */
  | { kind: 'embargo'; at: Instant; precision: 'day' | 'instant' }
  /** The text is not public. */
  | { kind: 'restriction'; restriction: Restriction; statement: string }
  | { kind: 'unread-date'; why: 'ambiguous' | 'invalid' | 'none'; text: string }
  | { kind: 'category'; text: string }
  | { kind: 'language'; text: string }
  | { kind: 'summary'; text: string }
  | { kind: 'title'; text: string }
  | { kind: 'tags'; names: string[] }
  | { kind: 'authors'; byline: Byline; text: string }
  | { kind: 'views'; figure: number }
  | { kind: 'readingTime'; figure: number }
  | { kind: 'unread-figure'; text: string }
  | { kind: 'control' }
  | { kind: 'nothing' }

/** Limit of a segment of a facts line, in characters. */
export const longestFact = 200

/** Splits a list on one line. */
export function listOf(text: string): string[] {
  const entries = text.split(/[,;·|•、，]|\s(?=#)/u).map(entry =>
    entry
      .trim()
      .replace(/^#|\.$/g, '')
      .trim(),
  )
  return [...new Set(entries.filter(Boolean))]
}

export function languageOf(text: string): string {
  return languageNamed(text) ?? text
}
