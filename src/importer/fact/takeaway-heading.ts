import { pageWords } from '../../render/page-words.ts'
import takeawayWords from './takeaway-words.json' with { type: 'json' }

/** The phrases of one language, in lower case. */
type TakeawayWords = {
  /** Headings of key takeaways, also among other words: "Five key takeaways from the report". */
  core: readonly string[]
  /** Headings of key takeaways. */
  sure: readonly string[]
  /** Headings of key takeaways at the start or end of an article, and of ordinary sections elsewhere. */
  maybe: readonly string[]
  /** Words before and after a core phrase. */
  before: readonly string[]
  after: readonly string[]
  /** Last words of an unfinished sentence, before a colon. */
  unfinished: readonly string[]
}

const lists: readonly TakeawayWords[] = Object.values(takeawayWords)
const longestHeading = 80
/** Words of the longest core phrase, where hyphens separate words. */
const longestCore = 6

const core = keys(lists.flatMap(list => list.core))
const sure = keys([
  ...lists.flatMap(list => list.sure),
  ...Object.values(pageWords).map(({ keyTakeaways }) => keyTakeaways),
])
const maybe = keys(lists.flatMap(list => list.maybe))
const before = new Set(lists.flatMap(list => list.before))
const after = new Set(lists.flatMap(list => list.after))
const unfinished = new Set(lists.flatMap(list => list.unfinished))

/** Whether a heading announces key takeaways: surely, or only at the start or end of an article. */
export function takeawayHeading(text: string): 'sure' | 'maybe' | undefined {
  if (text === '' || text.length > longestHeading) return undefined
  const words = wordsOf(text)
  const key = words.join('')
  if (core.has(key) || sure.has(key)) return 'sure'
  if (/[.,;!]$/.test(text)) return maybe.has(key) ? 'maybe' : undefined
  const parts = text.split(/[:：|]|\s[–—-]\s/)
  if (announces(words) || (parts.length > 1 && parts.some(part => announces(wordsOf(part))))) return 'sure'
  return maybe.has(key) ? 'maybe' : undefined
}

/**
 * Whether a paragraph and the list after it can be separated: the paragraph is one complete sentence, or announces with a
 * colon a list of complete points.
 */
export function isIntroduction(text: string, points: readonly string[]): boolean {
  const line = text.trim()
  if (line.length > 300 || /[.!?。！？]\s+\S/u.test(line)) return false
  if (/[.!?。！？]["'”’»)]*$/u.test(line)) return true
  if (!/[:：]$/.test(line) || unfinished.has(wordsOf(line).at(-1) ?? '')) return false
  return points.every(point => !/^\P{L}*\p{Ll}/u.test(point))
}

/** A core phrase, with words that can surround it. */
function announces(words: readonly string[]): boolean {
  for (let from = 0; from < words.length; from += 1) {
    let phrase = ''
    for (let to = from; to < Math.min(words.length, from + longestCore); to += 1) {
      phrase += words[to] ?? ''
      if (core.has(phrase) && (to + 1 === words.length || after.has(words[to + 1] ?? ''))) return true
    }
    const word = words[from] ?? ''
    if (!before.has(word) && !/^\p{N}+$/u.test(word)) return false
  }
  return false
}

/** The words of a text in lower case. Apostrophes and hyphens separate words. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

function keys(phrases: readonly string[]): Set<string> {
  return new Set(phrases.map(phrase => wordsOf(phrase).join('')))
}
