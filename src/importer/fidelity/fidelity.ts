import type { Manuscript } from '../../domain/content/manuscript.ts'
import type { Consumed } from '../importer.ts'
import { keptByArticle } from './fidelity-article.ts'
import { fidelityParts, type Parts } from './fidelity-part.ts'
import { shownBySource } from './fidelity-source.ts'
import type { ShownBody } from './shown.ts'

/** How many of something a source shows, and how many of these an article keeps. */
export type Kept = { found: number; kept: number }

/** What became of one source. */
export type Fidelity = Record<(typeof fidelityParts)[number], Kept> & {
  /** Words that were not found again, the first twenty. */
  lost: string[]
}

/**
 * Measures what an article keeps of its source, against what another renderer shows of it: micromark for Markdown, the
 * page's own elements for HTML. Template tags are left aside. Words are compared as a bag: how often each one occurs.
 *
 * @param source text of the source, with its front matter; of a page, what stands around its article is left aside
 * @param consumed words that became facts
 */
export function fidelity(
  kind: ShownBody['kind'],
  source: string,
  manuscript: Manuscript,
  consumed: readonly Consumed[] = [],
): Fidelity {
  const found = shownBySource(kind, source)
  const kept = keptByArticle(manuscript, consumed)
  const lost: string[] = []
  const compare = (part: keyof Parts) => ({
    found: found[part].length,
    kept: matched(found[part], kept[part], part === 'words' ? lost : []),
  })
  const parts = Object.fromEntries(fidelityParts.map(part => [part, compare(part)])) as Record<keyof Parts, Kept>
  return { ...parts, lost: lost.slice(0, 20) }
}

/** The sum over many sources. */
export function total(all: Iterable<Fidelity>): Record<(typeof fidelityParts)[number], Kept> {
  const sum = Object.fromEntries(fidelityParts.map(part => [part, { found: 0, kept: 0 }])) as Record<keyof Parts, Kept>
  for (const one of all) {
    for (const part of fidelityParts) {
      sum[part].found += one[part].found
      sum[part].kept += one[part].kept
    }
  }
  return sum
}

function matched(found: readonly string[], kept: readonly string[], lost: string[]): number {
  const left = new Map<string, number>()
  for (const one of kept) left.set(one, (left.get(one) ?? 0) + 1)
  let count = 0
  for (const one of found) {
    const times = left.get(one) ?? 0
    if (times > 0) {
      left.set(one, times - 1)
      count += 1
    } else lost.push(one)
  }
  return count
}
