import type { Inline } from '../domain/body/inline.ts'
import type { DeliveredSection } from '../domain/body/section.ts'
import { blocksText } from '../domain/body/word-count.ts'
import type { DeliveredArticle } from '../domain/print/delivered.ts'
import type { SearchField } from '../domain/search/document.ts'
import type { Pattern } from '../domain/search/match.ts'
import type { Analyser } from './analyser.ts'
import type { Clause } from './clause.ts'
import { type SpanLookup, spanLookup, spansOf } from './span.ts'

/** Characters of an excerpt. */
const longest = 200
/** Excerpts of one field. */
const maxOfField = 3

/** What excerpts are taken from: an article with only the section of a hit. */
export type ShownArticle = Pick<DeliveredArticle, 'title' | 'summary' | 'metadata' | 'keyTakeaways'> & {
  section?: DeliveredSection | undefined
}

/** An excerpt of a field. Its text is part of the delivered text; the words of the query have the mark `highlight`. */
export type Excerpt = { field: SearchField; content: Inline[] }

/**
 * Excerpts of the fields in which words of a query occur.
 *
 * @param fields to look into
 */
export function excerptsOf(
  { title, summary, metadata, keyTakeaways, section }: ShownArticle,
  fields: readonly SearchField[],
  clauses: readonly Clause[],
  analyser: Analyser,
): Excerpt[] {
  const { language, authors, category, tags } = metadata
  const boundaries: Boundaries = (text, granularity) => analyser.segments(text, language, granularity)
  const patterns = clauses.flatMap(({ patterns }, clause) => patterns.map((one): ClausePattern => ({ ...one, clause })))
  const lookup = spanLookup(patterns)
  // A phrase may go from one paragraph to the next, where no single text has it.
  const words = spanLookup(patterns.flatMap(wordsOf))
  const excerpts = (field: SearchField, texts: readonly string[], max = maxOfField): Excerpt[] => {
    if (!fields.includes(field)) return []
    const hitsIn = (text: string, wanted: SpanLookup<ClausePattern>) =>
      spansOf(analyser.tokens(text, language), wanted).flatMap(({ start, end, pattern }): WordSpan[] =>
        (pattern.field ?? field) === field ? [{ start, end, clause: pattern.clause }] : [],
      )
    const found = textsWith(texts, text => hitsIn(text, lookup), clauses.length, max)
    const shown = found.length > 0 ? found : textsWith(texts, text => hitsIn(text, words), clauses.length, max)
    return shown.map(({ text, hits }) => ({ field, content: excerpt(text, hits, boundaries) }))
  }
  return [
    ...excerpts('title', [title]),
    ...excerpts('summary', summary ? [summary] : []),
    ...excerpts(
      'keyTakeaway',
      keyTakeaways.map(({ text }) => text),
    ),
    ...excerpts('heading', section?.heading ? [section.heading] : []),
    ...excerpts('body', section ? blocksText(section.blocks).split('\n') : [], 1),
    ...excerpts(
      'author',
      authors.map(({ name }) => name),
    ),
    ...excerpts('category', category ? [category.name] : []),
    ...excerpts(
      'tag',
      tags.map(({ name }) => name),
    ),
  ]
}

/** A match in a text: positions in UTF-16 units, and the number of the clause. */
type WordSpan = { start: number; end: number; clause: number }

type ClausePattern = Pattern & { clause: number }

/** The words of a phrase. */
function wordsOf({ tokens, ...pattern }: ClausePattern): ClausePattern[] {
  return tokens.length < 2 ? [] : tokens.map(token => ({ ...pattern, tokens: [token], isPrefix: false }))
}

type TextWithHits = { text: string; hits: WordSpan[]; index: number; rank: number }

/** The texts with the most words of the query. */
function textsWith(
  texts: readonly string[],
  hitsIn: (text: string) => WordSpan[],
  clauses: number,
  max: number,
): TextWithHits[] {
  const found: TextWithHits[] = []
  let complete = 0
  for (const [index, text] of texts.entries()) {
    const hits = hitsIn(text)
    if (hits.length === 0) continue
    const rank = new Set(hits.map(hit => hit.clause)).size
    found.push({ text, hits, index, rank })
    // No further text comes before those that have all words.
    if (rank === clauses) complete += 1
    if (complete === max) break
  }
  return found.sort((one, other) => other.rank - one.rank || one.index - other.index).slice(0, max)
}

/** Sentences or words of a text: start and end in UTF-16 units. */
type Boundaries = (text: string, granularity: 'sentence' | 'word') => [number, number][]

/** The part of a text with the most words of the query. */
function excerpt(text: string, hits: readonly WordSpan[], boundaries: Boundaries): Inline[] {
  const [start, end] = text.length <= longest ? [0, text.length] : windowOf(text, hits, boundaries)
  return marked(text, start, end, hits)
}

/**
 * Chooses the sentence with the most words of the query, and adds the following sentences that fit. A sentence that is too
 * long is cut between words.
 */
function windowOf(text: string, hits: readonly WordSpan[], boundaries: Boundaries): [number, number] {
  const sentences = boundaries(text, 'sentence')
  const wordsIn = ([start, end]: [number, number]) =>
    new Set(hits.filter(hit => hit.start >= start && hit.end <= end).map(hit => hit.clause)).size
  const [first = [0, text.length]] = sentences.toSorted((one, other) => wordsIn(other) - wordsIn(one))
  let [start, end] = trimmed(text, first)
  if (end - start > longest) return cut(text, [start, end], hits, boundaries)
  for (const sentence of sentences) {
    const next = trimmed(text, sentence)
    if (next[0] < end) continue
    if (next[1] - start > longest) break
    end = next[1]
  }
  return [start, end]
}

/** Cuts a range between words, around its first hit. */
function cut(
  text: string,
  [start, end]: [number, number],
  hits: readonly WordSpan[],
  boundaries: Boundaries,
): [number, number] {
  const hit = hits.toSorted((a, b) => a.start - b.start).find(one => one.start >= start && one.start < end)
  const from = Math.max(start, Math.min((hit?.start ?? start) - longest / 4, end - longest))
  const to = from + longest
  // Words end at spaces, so only those around the ends are looked for: to find all of them takes ten times as long.
  const edges = (at: number) => {
    const first = Math.max(start, text.lastIndexOf(' ', at))
    const space = text.indexOf(' ', at)
    const last = space < 0 ? end : Math.min(space, end)
    return [first, ...boundaries(text.slice(first, last), 'word').map(([, wordEnd]) => first + wordEnd), last]
  }
  const cutStart = edges(from).find(at => at >= from) ?? to
  const cutEnd = edges(to).findLast(at => at <= to) ?? from
  if (cutStart < cutEnd) return trimmed(text, [cutStart, cutEnd])
  return trimmed(text, [hit?.start ?? start, Math.min(end, (hit?.start ?? start) + longest)])
}

function trimmed(text: string, [start, end]: readonly [number, number]): [number, number] {
  const part = text.slice(start, end)
  return [start + (part.length - part.trimStart().length), end - (part.length - part.trimEnd().length)]
}

/** The range as inlines. Overlapping hits are one run. */
function marked(text: string, start: number, end: number, hits: readonly WordSpan[]): Inline[] {
  const content: Inline[] = []
  let at = start
  let open: [number, number] | undefined
  const close = () => {
    if (!open) return
    if (open[0] > at) content.push({ text: text.slice(at, open[0]) })
    content.push({ text: text.slice(open[0], open[1]), highlight: true })
    at = open[1]
  }
  for (const hit of hits.toSorted((one, other) => one.start - other.start)) {
    const from = Math.max(hit.start, start)
    const until = Math.min(hit.end, end)
    if (from >= until) continue
    if (open && from <= open[1]) open[1] = Math.max(open[1], until)
    else {
      close()
      open = [from, until]
    }
  }
  close()
  if (at < end) content.push({ text: text.slice(at, end) })
  return content
}
