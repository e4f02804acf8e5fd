import type { Inline } from '../domain/body/inline.ts'
import type { SearchStore, SuggestedEntry } from '../domain/store/search-store.ts'
import type { Analyser } from './analyser.ts'
import { allowedEdits, nearestBeginning, nearestWords } from './spelling.ts'

/** Suggestions that are compared, and those that are returned. */
const maxCompared = 60
const maxSuggestions = 10
/** Words that are compared with a misspelt beginning, and the letters that both must have in common. */
const maxWords = 2000
const sameLetters = 2

export type SuggestedItem = SuggestedEntry & { content: Inline[] }

type SuggestReader = Pick<SearchStore, 'searchState' | 'suggestions' | 'suggestedWords' | 'similarWords'>

/** Suggests titles, headings and terms for an incomplete input. Undefined while the index is built. */
export async function suggest(
  store: SuggestReader,
  analyser: Analyser,
  input: string,
): Promise<SuggestedItem[] | undefined> {
  const { isComplete } = await store.searchState()
  if (!isComplete) return undefined
  const words = wordsOf(input, analyser)
  if (words.length === 0) return []
  let found = await store.suggestions(words, maxCompared)
  let used = words
  if (found.length === 0) {
    used = await corrected(store, words)
    if (used.join(' ') !== words.join(' ')) found = await store.suggestions(used, maxCompared)
  }
  return bestFirst(found, used).map(entry => ({ ...entry, content: highlighted(entry.text, used, analyser) }))
}

/** The words of an input. A space after the last one does not complete it: more letters may follow on a phone. */
function wordsOf(input: string, analyser: Analyser): string[] {
  const tokens = analyser.tokens(input, 'und')
  const last = tokens.at(-1)
  const before = tokens.at(-2)
  // The second character of a pair alone.
  const isPart = last && before && before.end === last.end
  return (isPart ? tokens.slice(0, -1) : tokens).map(({ text }) => text)
}

/** Replaces words without a suggestion by the nearest ones; the last one by the word whose beginning is nearest. */
async function corrected(store: SuggestReader, words: readonly string[]): Promise<string[]> {
  return Promise.all(
    words.map(async (word, index) => {
      const edits = allowedEdits(word)
      const isLast = index === words.length - 1
      const known = await store.suggestions([word], 1)
      if (edits === 0 || known.length > 0) return word
      if (!isLast) return nearestWords(word, await store.similarWords(word, edits))[0] ?? word
      const start = [...word].slice(0, sameLetters).join('')
      const candidates = await store.suggestedWords(start, maxWords)
      return beginningOf(candidates, word, edits) ?? word
    }),
  )
}

function beginningOf(candidates: readonly string[], word: string, max: number): string | undefined {
  let best: string | undefined
  // A distance of 0 is not possible: the word has no suggestion.
  for (let [index, most] = [0, max]; index < candidates.length && most > 0; index += 1) {
    const found = nearestBeginning(word, candidates[index] ?? '', most)
    if (!found) continue
    best = found.beginning
    // Further ones must be nearer.
    most = found.distance - 1
  }
  return best
}

/** Texts that begin with the input first; among them terms, then titles, then headings; then the newest. Each text of a kind once. */
function bestFirst(found: readonly SuggestedEntry[], words: readonly string[]): SuggestedEntry[] {
  const input = words.join(' ')
  const rankOf = ({ kind, tokens }: SuggestedEntry) => {
    const isBeginning = tokens.join(' ').startsWith(input)
    const isTerm = kind !== 'title' && kind !== 'heading'
    return (isBeginning ? 4 : 0) + (isTerm ? 2 : 0) + (kind === 'title' ? 1 : 0)
  }
  const sorted = found.toSorted(
    (one, other) =>
      rankOf(other) - rankOf(one) ||
      (one.publishedAt < other.publishedAt ? 1 : one.publishedAt > other.publishedAt ? -1 : 0) ||
      (one.text < other.text ? -1 : 1),
  )
  const seen = new Set<string>()
  return sorted
    .filter(({ kind, text }) => {
      const key = `${kind} ${text}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    .slice(0, maxSuggestions)
}

/** A text with the beginnings of words that the input has. */
function highlighted(text: string, words: readonly string[], analyser: Analyser): Inline[] {
  const content: Inline[] = []
  let at = 0
  for (const token of analyser.tokens(text, 'und')) {
    const isHit = words.some((word, index) =>
      index < words.length - 1 ? token.text === word : token.text.startsWith(word),
    )
    if (!isHit || token.start < at) continue
    if (token.start > at) content.push({ text: text.slice(at, token.start) })
    content.push({ text: text.slice(token.start, token.end), highlight: true })
    at = token.end
  }
  if (at < text.length) content.push({ text: text.slice(at) })
  return content
}
