import type { Manuscript } from '../../domain/content/manuscript.ts'
import type { Consumed } from '../importer.ts'
import { articleParts } from './article-parts.ts'
import { fidelityParts, type Parts } from './parts.ts'
import type { SourceBody } from './source-body.ts'
import { sourceParts } from './source-parts.ts'

/** Number of parts in the source, and of those that the article keeps. */
export type Kept = { found: number; kept: number }

/** The fidelity of one import. */
export type Fidelity = Record<(typeof fidelityParts)[number], Kept> & {
  /** The first twenty words that are missing in the article. */
  lost: string[]
}

/**
 * Measures how much of its source an article keeps. The reference is another renderer: micromark for Markdown, the page's
 * elements for HTML. Ignores template tags. Compares words as a multiset.
 *
 * @param source text of the source, with front matter; of a page, only the article is compared
 * @param consumed text that became metadata
 */
export function fidelity(
  kind: SourceBody['kind'],
  source: string,
  manuscript: Manuscript,
  consumed: readonly Consumed[] = [],
): Fidelity {
  const found = sourceParts(kind, source)
  const kept = articleParts(manuscript, consumed)
  const lost: string[] = []
  const compare = (part: keyof Parts) => ({
    found: found[part].length,
    kept: matched(found[part], kept[part], part === 'words' ? lost : []),
  })
  const parts = Object.fromEntries(fidelityParts.map(part => [part, compare(part)])) as Record<keyof Parts, Kept>
  return { ...parts, lost: lost.slice(0, 20) }
}

/** The sum of many results. */
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
