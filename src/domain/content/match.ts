import type { Section } from '../body/section.ts'
import { blocksText } from '../body/word-count.ts'
import { slugify } from '../text/slug.ts'
import type { ManuscriptSection } from './manuscript.ts'

/** Number of previous sections that a reworded section is compared with: those nearest to its position. */
const compared = 16

/** Number of words of a section that are compared. */
const wordLimit = 400

type Words = ReadonlySet<string>

/**
 * Finds for each incoming section the previous one that it continues. A previous section is used once. The criteria, in
 * order: a stated id, equal heading and text, equal heading in order, equal text, the source's own anchor, at least
 * half of all words in common with a section near its position. Takes linear time.
 */
export function continued(
  incoming: readonly ManuscriptSection[],
  previous: readonly Section[],
): (Section | undefined)[] {
  if (previous.length === 0) return incoming.map(() => undefined)
  const texts = new Map([...incoming, ...previous].map(section => [section, blocksText(section.blocks)]))
  const found = new Map<ManuscriptSection, Section>()
  const left = new Set(previous)
  const pair = (ours: Key<ManuscriptSection>, theirs: Key<Section>) => {
    const byKey = Map.groupBy([...left].reverse(), theirs)
    for (const section of incoming) {
      const key = found.has(section) ? undefined : ours(section)
      const match = key === undefined ? undefined : byKey.get(key)?.pop()
      if (match) found.set(section, match)
      if (match) left.delete(match)
    }
  }
  const headingAndWords = (one: Section | ManuscriptSection) => JSON.stringify([one.heading ?? null, texts.get(one)])
  const heading = (one: Section | ManuscriptSection) => JSON.stringify(one.heading ?? null)
  const words = (one: Section | ManuscriptSection) =>
    one.heading === undefined ? undefined : texts.get(one) || undefined
  pair(
    one => one.id,
    one => one.id,
  )
  pair(headingAndWords, headingAndWords)
  pair(heading, heading)
  pair(words, words)
  pair(
    one => (one.heading === undefined || one.anchor === undefined ? undefined : slugify(one.anchor)),
    one => (one.heading === undefined ? undefined : one.anchor),
  )
  const candidates = previous.flatMap((section, place) =>
    left.has(section) && section.heading !== undefined ? [{ section, place, words: wordsOf(section, texts) }] : [],
  )
  pairByLikeness(incoming, found, new Map(previous.map((section, place) => [section, place])), candidates, texts)
  return incoming.map(section => found.get(section))
}

type Key<Kind> = (section: Kind) => string | undefined

type Candidate = { section: Section; place: number; words: Words }

function pairByLikeness(
  incoming: readonly ManuscriptSection[],
  found: Map<ManuscriptSection, Section>,
  places: ReadonlyMap<Section, number>,
  candidates: Candidate[],
  texts: ReadonlyMap<Section | ManuscriptSection, string>,
): void {
  let expected = 0
  for (const section of incoming) {
    if (candidates.length === 0) return
    const known = found.get(section)
    const best =
      known || section.heading === undefined
        ? undefined
        : nearest(wordsOf(section, texts), around(candidates, expected))
    if (best) {
      found.set(section, best.section)
      candidates.splice(candidates.indexOf(best), 1)
    }
    const continues = known ?? best?.section
    if (continues) expected = (places.get(continues) ?? expected) + 1
  }
}

/** The candidates nearest to a position, at most `compared`. */
function around(candidates: readonly Candidate[], place: number): Candidate[] {
  const after = candidates.findIndex(one => one.place >= place)
  const middle = after < 0 ? candidates.length : after
  const start = Math.max(0, Math.min(middle - compared / 2, candidates.length - compared))
  return candidates.slice(start, start + compared)
}

/** The candidate with the most words in common, if these are at least half of all. */
function nearest(own: Words, candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined
  let max = 0.5
  for (const candidate of candidates) {
    const shared = sharedWords(own, candidate.words)
    const likeness = shared / (own.size + candidate.words.size - shared || 1)
    if (likeness > max || (likeness === max && !best)) {
      best = candidate
      max = likeness
    }
  }
  return best
}

function sharedWords(own: Words, theirs: Words): number {
  let shared = 0
  for (const word of own) if (theirs.has(word)) shared += 1
  return shared
}

/** The first words of a section; for scripts without spaces, pairs of characters. */
function wordsOf(section: Section | ManuscriptSection, texts: ReadonlyMap<Section | ManuscriptSection, string>): Words {
  const text = `${section.heading ?? ''} ${texts.get(section) ?? ''}`.toLowerCase()
  const words = text.matchAll(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]{2}|[\p{L}\p{N}]{1,64}/gu)
  return new Set(words.take(wordLimit).map(([word]) => word))
}
