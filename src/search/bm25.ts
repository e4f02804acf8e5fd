import type { SearchField } from '../domain/search/document.ts'
import type { MatchKind } from './clause.ts'

/** Weights of the fields. */
const weights: Record<SearchField, number> = {
  title: 10,
  keyTakeaway: 6,
  heading: 4,
  summary: 4,
  author: 3,
  category: 3,
  tag: 3,
  body: 1,
}
/**
 * A stem, prefix or correction counts about half as much as the next better one. The score of many occurrences approaches 2.2
 * times that of one in a text of usual length, so that even many of them hardly come before a better one in the same field.
 */
export const kindWeights: Record<MatchKind, number> = { exact: 1, stem: 0.55, prefix: 0.25, typo: 0.12 }
/** Usual lengths in characters. Fixed, so that a score depends on the article only. */
export const usualLengths: Record<SearchField, number> = {
  title: 60,
  keyTakeaway: 400,
  heading: 150,
  summary: 150,
  author: 20,
  category: 12,
  tag: 30,
  body: 6000,
}
/** How fast further occurrences count less, and how much long texts are discounted. */
const saturation = 1.2
const lengthNormalization = 0.6

/** How often a form of a word occurs, and what an occurrence counts. */
export type WeightedCount = { weight: number; count: number }

/** Inverse document frequency. */
export function rarity(documents: number, all: number): number {
  return Math.log(1 + (Math.max(all, documents) - documents + 0.5) / (documents + 0.5))
}

/**
 * The score of a word in a field, without the rarity. Several forms of one word are not worth more than the word.
 *
 * @param length in characters
 */
export function fieldScore(field: SearchField, counts: readonly WeightedCount[], length: number): number {
  const normalized = saturation * (1 - lengthNormalization + (lengthNormalization * length) / usualLengths[field])
  let found = 0
  for (const { weight, count } of counts) found += (weight * count * (saturation + 1)) / (count + normalized)
  return weights[field] * Math.min(found, saturation + 1)
}
