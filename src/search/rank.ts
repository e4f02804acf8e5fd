import {
  type CountedArticle,
  type FieldTokens,
  type MatchedDocument,
  type SearchField,
  searchFields,
} from '../domain/search/document.ts'
import { fieldScore, kindWeights, rarity, usualLengths, type WeightedCount } from './bm25.ts'
import type { Clause, KindPattern } from './clause.ts'
import {
  byUnit,
  closestSpan,
  maxOccurrences,
  type PatternScan,
  patternScan,
  positionsOf,
  unitEnds,
} from './occurrence.ts'

/** How much adjacent words add to the score, and the distance in characters at which they add half of that. */
const proximityWeight = 0.5
const proximityReach = 60
/** The length in characters by which each heading is scored. */
const headingLength = 45

/** How much newer articles are preferred: `weight` is the part of a score that halves in `halfLifeDays`; 0 = none. */
export type Recency = { weight: number; halfLifeDays: number }

export type RankedDocument = {
  document: MatchedDocument
  /** Negative if the article follows those whose texts are compared. It depends on no other article. */
  score: number
  /** Position of the section; undefined if no section has a word of the query, or if it was not looked for. */
  section: number | undefined
}

export type Ranking = {
  clauses: readonly RankedClause[]
  recency: Recency
  /** Milliseconds since 1970. */
  now: number
}

type RankedClause = { rarity: number; scan: PatternScan<KindPattern> }

/**
 * A clause as it is ranked.
 *
 * @param documents with the clause
 * @param all documents
 */
export function rankedClause({ patterns }: Clause, documents: number, all: number): RankedClause {
  return { rarity: rarity(documents, all), scan: patternScan(patterns) }
}

/** The score of a document. */
export function scoreOf({ fields, publishedAt }: MatchedDocument, ranking: Ranking): number {
  const { clauses } = ranking
  let score = 0
  const inTitle: number[][] = []
  const inBody: number[][] = []
  for (const [index, { rarity, scan }] of clauses.entries()) {
    let found = 0
    for (const field of searchFields) {
      const text = fields[field]
      if (text === '') continue
      const occurrences = occurrencesIn(text, field, scan)
      found += fieldScore(field, occurrences, text.length)
      if (clauses.length < 2) continue
      if (field === 'title') inTitle[index] = allPositions(occurrences)
      if (field === 'body') inBody[index] = allPositions(occurrences)
    }
    score += rarity * found
  }
  const closest =
    clauses.length < 2
      ? 0
      : Math.max(closenessOf(inTitle, clauses.length), closenessInSections(inBody, fields.body, clauses.length))
  return rounded(score * (1 + proximityWeight * closest) * recencyFactor(publishedAt, ranking))
}

/**
 * The score of a document by a query of one clause, estimated from how often its patterns occur. It is exact if all fields
 * but the body have their usual length.
 */
export function estimatedScore({ counts, bodyLength, publishedAt }: CountedArticle, ranking: Ranking): number {
  const [clause] = ranking.clauses
  if (!clause) return 0
  let found = 0
  for (const [field, own] of Map.groupBy(counts, one => one.field)) {
    const weighted = own.flatMap(({ pattern, count }): WeightedCount[] => {
      const known = clause.scan.patterns[pattern]?.pattern
      return known ? [{ weight: kindWeights[known.kind], count: Math.min(count, maxOccurrences) }] : []
    })
    found += fieldScore(field, weighted, field === 'body' ? (bodyLength ?? usualLengths.body) : usualLengths[field])
  }
  return clause.rarity * found * recencyFactor(publishedAt, ranking)
}

/** The fields in which a word of the query occurs. */
export function matchedFields(fields: FieldTokens, { clauses }: Ranking): SearchField[] {
  return searchFields.filter(field => clauses.some(({ scan }) => occurrencesIn(fields[field], field, scan).length > 0))
}

type SectionScore = { index: number; score: number; words: number }

/** The best section of a document; undefined if none has a word of the query. */
export function bestSection(fields: FieldTokens, ranking: Ranking): number | undefined {
  let best: SectionScore | undefined
  for (const section of sectionScores(fields, ranking)) if (section.score > (best?.score ?? 0)) best = section
  return best?.index
}

/**
 * The sections of a ranked document that have the most words of the query, each with a part of its score. A document
 * without a word in a section is a hit without a section.
 */
export function sectionsOf(ranked: RankedDocument, ranking: Ranking): RankedDocument[] {
  const found = sectionScores(ranked.document.fields, ranking)
  if (found.length === 0) return [ranked]
  const most = Math.max(...found.map(({ words }) => words))
  const best = Math.max(...found.map(({ score }) => score))
  return found
    .filter(({ words }) => words === most)
    .map(({ index, score }) => {
      const own = ranked.score < 0 ? ranked.score : rounded((ranked.score * score) / best)
      return { ...ranked, score: own, section: index }
    })
}

/** Descending scores; equal ones by id. Of articles whose texts are not compared, equal ones the newest first. */
export function byScore(one: RankedDocument, other: RankedDocument): number {
  if (one.score !== other.score) return other.score - one.score
  if (one.score < 0 && one.document.publishedAt !== other.document.publishedAt)
    return other.document.publishedAt - one.document.publishedAt
  if (one.document.articleId !== other.document.articleId)
    return one.document.articleId < other.document.articleId ? -1 : 1
  return (one.section ?? -1) - (other.section ?? -1)
}

/** The sections with a word of the query. `words`: number of clauses that match in it. */
function sectionScores({ heading, body }: FieldTokens, { clauses }: Ranking): SectionScore[] {
  const [headingEnds, bodyEnds] = [unitEnds(heading), unitEnds(body)]
  const scores = bodyEnds.map((_, index) => ({ index, score: 0, words: 0, positions: [] as number[][] }))
  for (const [at, { rarity, scan }] of clauses.entries()) {
    const inHeadings = occurrencesIn(heading, 'heading', scan)
    const inBodies = occurrencesIn(body, 'body', scan)
    for (const section of scores) {
      const titled = inUnit(inHeadings, headingEnds, section.index)
      const inBody = inUnit(inBodies, bodyEnds, section.index)
      const length = (bodyEnds[section.index] ?? 0) - (bodyEnds[section.index - 1] ?? 0)
      const found = fieldScore('heading', titled, headingLength) + fieldScore('body', inBody, length)
      section.score += rarity * found
      if (found > 0) section.words += 1
      section.positions[at] = allPositions(inBody)
    }
  }
  return scores
    .filter(({ score }) => score > 0)
    .map(({ index, score, words, positions }) => {
      const closeness = clauses.length < 2 ? 0 : closenessOf(positions, clauses.length)
      return { index, score: score * (1 + proximityWeight * closeness), words }
    })
}

/** Positions of one pattern, and what they count. */
type Occurrences = (WeightedCount & { positions: number[] })[]

function occurrencesIn(text: string, field: SearchField, scan: PatternScan<KindPattern>): Occurrences {
  const found: Occurrences = []
  for (const [index, positions] of positionsOf(text, scan).entries()) {
    const pattern = scan.patterns[index]?.pattern
    if (!pattern || positions.length === 0 || (pattern.field ?? field) !== field) continue
    found.push({ weight: kindWeights[pattern.kind], count: positions.length, positions })
  }
  return found
}

function inUnit(occurrences: Occurrences, ends: readonly number[], unit: number): Occurrences {
  return occurrences.flatMap(({ weight, positions }) => {
    const own = byUnit(positions, ends)[unit] ?? []
    return own.length === 0 ? [] : { weight, count: own.length, positions: own }
  })
}

function allPositions(occurrences: Occurrences): number[] {
  const [only, more] = occurrences
  if (only && !more) return only.positions
  return occurrences.flatMap(({ positions }) => positions).sort((one, other) => one - other)
}

function closenessInSections(positions: readonly number[][], body: string, clauses: number): number {
  if (!hasAll(positions, clauses)) return 0
  const ends = unitEnds(body)
  const units = positions.map(list => byUnit(list, ends))
  let closest = 0
  for (const [index] of ends.entries())
    closest = Math.max(
      closest,
      closenessOf(
        units.map(unit => unit[index] ?? []),
        clauses,
      ),
    )
  return closest
}

/** How near the words of a query are to each other in a text: 1 = adjacent, 0 = not all are there. */
function closenessOf(positions: readonly number[][], clauses: number): number {
  if (!hasAll(positions, clauses)) return 0
  return proximityReach / (proximityReach + Math.max(0, closestSpan(positions) - 8 * clauses))
}

function hasAll(positions: readonly number[][], clauses: number): boolean {
  for (let index = 0; index < clauses; index += 1) if (!positions[index]?.length) return false
  return true
}

function recencyFactor(publishedAt: number, { recency, now }: Ranking): number {
  const { weight, halfLifeDays } = recency
  if (weight === 0 || halfLifeDays === 0) return 1
  const days = Math.max(0, now / 1000 - publishedAt) / 86_400
  return 1 - weight + weight * 0.5 ** (days / halfLifeDays)
}

/** Scores are compared, and stored in cursors. */
function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6
}
