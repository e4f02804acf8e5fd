import { brotliDecompressSync } from 'node:zlib'
import file from './language-model.json' with { type: 'json' }

/**
 * Language detection by n-grams of bytes, after the package eld (Nito T.M., Apache License 2.0). Its data are in
 * `language-model.json`, which `npm run language-model` writes.
 */

/** What was detected: a language (BCP 47), and whether it is clearly that one. */
export type Detection = { language: string; isReliable: boolean }

type Model = {
  /** The n-grams in ascending order, each as the number that its bytes form. */
  ngrams: Float64Array
  /** Where the scores of each n-gram start in `scores`, and at last their end. */
  starts: Uint32Array
  /** Pairs of the number of a language and the score of the n-gram in it. */
  scores: Uint8Array
}

/** Bytes of a word that are read, of an n-gram within it, and from one n-gram to the next. */
const longestWord = 70
const ngramLength = 4
const stride = 3
const space = 0x20

/** The data have scores without this base, to be smaller. */
const baseScore = 53

/** Turns the mean score of the n-grams of a text into a value from 0 to 1. */
const scale = 25

/** A language is clear if its score has this share of the usual one. */
const fewestNgrams = 3
const leastShare = 0.75

/** Languages with the score of a usual text, in the order of the data. */
const languages = Object.entries(file.usualScores)
const { ngrams, starts, scores } = readModel(file)

/** Detects the language of a text; undefined if it has no letters that a language of the data uses. */
export function detect(text: string): Detection | undefined {
  const found = ngramsOf(text)
  const sums = new Float64Array(languages.length)
  for (const ngram of found) {
    const record = indexOf(ngrams, ngram)
    for (let at = starts[record] ?? 0; at < (starts[record + 1] ?? 0); at += 2) {
      const index = scores[at] ?? 0
      sums[index] = (sums[index] ?? 0) + (scores[at + 1] ?? 0) + baseScore
    }
  }
  const sum = Math.max(...sums)
  const best = languages[sums.indexOf(sum)]
  if (sum === 0 || !best) return undefined
  const [language, usualScore] = best
  const share = sum / (sum + scale * found.size) / usualScore
  return { language, isReliable: found.size >= fewestNgrams && share >= leastShare }
}

/** The data have a record for each n-gram: number of its bytes, the bytes, number of pairs, the pairs. */
function readModel({ count, records }: { count: number; records: string }): Model {
  const data = brotliDecompressSync(Buffer.from(records, 'base64'))
  const ngrams = new Float64Array(count)
  const starts = new Uint32Array(count + 1)
  const scores = new Uint8Array(data.length)
  let at = 0
  let end = 0
  for (let index = 0; index < count; index += 1) {
    const pairsAt = at + 1 + (data[at] ?? 0)
    ngrams[index] = numberOf(data, at + 1, pairsAt)
    at = pairsAt + 1 + 2 * (data[pairsAt] ?? 0)
    scores.set(data.subarray(pairsAt + 1, at), end)
    end += at - pairsAt - 1
    starts[index + 1] = end
  }
  return { ngrams, starts, scores: scores.slice(0, end) }
}

/** At most six bytes as one number. */
function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at += 1) number = number * 256 + (bytes[at] ?? 0)
  return number
}

/** The n-grams of the words of a text, in UTF-8. A space is part of those at the start and the end of a word. */
function ngramsOf(text: string): Set<number> {
  const ngrams = new Set<number>()
  for (const [run] of text.toLowerCase().matchAll(/[\p{L}'`\u2019]+/gu)) {
    // Without apostrophes at its end, which close a quotation.
    const word = /^.*\p{L}/u.exec(run)?.[0]
    if (word === undefined) continue
    const bytes = Buffer.from(` ${word}`).subarray(0, longestWord + 1)
    const end = bytes.length
    let at = 1
    for (; at + ngramLength < end; at += stride) {
      ngrams.add(numberOf(bytes, at === 1 ? 0 : at, at + ngramLength))
    }
    const last = at === 1 ? 0 : end - ngramLength
    ngrams.add(numberOf(bytes, last, end) * 256 + space)
  }
  return ngrams
}

/** The index of a number in an ascending list, or -1. */
function indexOf(ascending: Float64Array, wanted: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const value = ascending[middle] ?? 0
    if (value === wanted) return middle
    if (value < wanted) low = middle + 1
    else high = middle - 1
  }
  return -1
}
