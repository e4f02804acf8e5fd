import type { Id } from '../id.ts'
import type { Instant } from '../instant.ts'
import type { TermKind } from '../term/term.ts'
import type { TitleTokens } from './document.ts'

/** What related articles are compared by. */
export type Comparable = {
  id: Id
  publishedAt: Instant
  terms: readonly { kind: TermKind; id: Id; name: string }[]
  /** Words of title and key takeaways: see `comparedWords`. */
  words: readonly string[]
}

/** What two articles have in common: a term with its id and name, or a word. */
export type Reason = { kind: TermKind | 'word'; id?: Id; text: string }

/** How many delivered articles there are, and how many have a term or word. */
export type Carriers = { articles: number; terms: ReadonlyMap<Id, number>; words: ReadonlyMap<string, number> }

/** How much something in common counts in comparison with a tag that as many articles have. */
const weights = { tag: 1, author: 0.6, category: 0.5, word: 0.5 } as const

/** Words that count for one article, so that a long list of takeaways does not outweigh a rare tag. */
const maxWords = 6

/** Words that a larger share of the articles has are not compared. */
const commonShare = 0.1

/** Distinct words of title and key takeaways in the search index, without stems. */
export function comparedWords({ title, keyTakeaway }: TitleTokens): string[] {
  const tokens = `${title} ${keyTakeaway}`.split(' ')
  return [...new Set(tokens.filter(token => [...token].length > 1 && !token.startsWith('=')))]
}

/** The rarest words of an article that other articles may have, too. Words that only this one has lead nowhere. */
export function distinctiveWords(words: ReadonlyMap<string, number>, articles: number, max: number): string[] {
  const mostCarriers = Math.max(3, articles * commonShare)
  return [...words]
    .filter(([, carriers]) => carriers > 1 && carriers <= mostCarriers)
    .sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1))
    .slice(0, max)
    .map(([word]) => word)
}

/**
 * The candidates that have something in common with an article, the most related first, with what they share. Rare terms
 * and words count more. Among equals the newest is first.
 *
 * @param carriers has the words that are compared
 */
export function rankRelated<Candidate extends Comparable>(
  article: Comparable,
  candidates: readonly Candidate[],
  { articles, terms, words }: Carriers,
): { candidate: Candidate; why: Reason[] }[] {
  const ownTerms = new Set(article.terms.map(({ id }) => id))
  const ownWords = article.words.filter(word => words.has(word))
  const score = (kind: keyof typeof weights, carriers = 1) =>
    weights[kind] * Math.log1p(Math.max(articles, carriers) / carriers)

  function compare(candidate: Candidate) {
    const theirs = new Set(candidate.words)
    const sharedTerms = candidate.terms
      .filter(({ id }) => ownTerms.has(id))
      .map(({ kind, id, name }) => ({ why: { kind, id, text: name } as Reason, score: score(kind, terms.get(id)) }))
    const sharedWords = ownWords
      .filter(word => theirs.has(word))
      .map(word => ({ why: { kind: 'word', text: word } as Reason, score: score('word', words.get(word)) }))
      .sort(byScore)
      .slice(0, maxWords)
    const shared = [...sharedTerms, ...sharedWords].sort(byScore)
    // Rounded, so that the order of additions does not decide between equals.
    const total = Math.round(shared.reduce((sum, one) => sum + one.score, 0) * 1000)
    return { candidate, total, why: shared.map(({ why }) => why) }
  }

  return candidates
    .map(compare)
    .filter(({ why }) => why.length > 0)
    .sort((a, b) => b.total - a.total || compareAge(a.candidate, b.candidate))
    .map(({ candidate, why }) => ({ candidate, why }))
}

function byScore(a: { score: number; why: Reason }, b: { score: number; why: Reason }): number {
  return b.score - a.score || (a.why.text < b.why.text ? -1 : 1)
}

/** Newest first, then by id. */
function compareAge(a: Comparable, b: Comparable): number {
  if (a.publishedAt !== b.publishedAt) return a.publishedAt > b.publishedAt ? -1 : 1
  return a.id > b.id ? -1 : 1
}
