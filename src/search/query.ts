import type { SearchField } from '../domain/search/document.ts'

/** A word, phrase or beginning of a word in a query, in the user's spelling. */
export type QueryTerm = { text: string; kind: 'word' | 'phrase' | 'prefix'; field?: SearchField | undefined }

/** All members of `all` must match: one of their terms. No term of `none` may. */
export type ParsedQuery = { all: QueryTerm[][]; none: QueryTerm[] }

/** Names of fields in queries. */
const fieldNames: Readonly<Record<string, SearchField>> = {
  title: 'title',
  summary: 'summary',
  takeaway: 'keyTakeaway',
  heading: 'heading',
  author: 'author',
  category: 'category',
  tag: 'tag',
  body: 'body',
}

/** Words, phrases and exclusions that are read; others are ignored. A query of 256 characters may have 128 of them. */
export const maxTerms = 32

/**
 * Reads a query: words, `"phrase"`, `-word`, `prefix*`, `OR` between terms, and `title:word` with the name of a field.
 * Every other character is text, so that there is no invalid query.
 */
export function parseQuery(text: string): ParsedQuery {
  const all: QueryTerm[][] = []
  const none: QueryTerm[] = []
  let isAlternative = false
  const parts = split(text).slice(0, maxTerms)
  for (const [index, part] of parts.entries()) {
    const isOr = part === 'OR' && all.length > 0 && index < parts.length - 1 && !isAlternative
    if (isOr) {
      isAlternative = true
      continue
    }
    const isExcluded = part.length > 1 && part.startsWith('-')
    const term = termOf(isExcluded ? part.slice(1) : part)
    const last = all.at(-1)
    if (isExcluded) none.push(term)
    else if (isAlternative && last) last.push(term)
    else all.push([term])
    isAlternative = false
  }
  return { all, none }
}

/** Splits at spaces, except within a phrase. A quote without an end is text. */
function split(text: string): string[] {
  const parts: string[] = []
  let at = 0
  let lastQuote = text.lastIndexOf('"')
  while (at < text.length) {
    if (isSpace(text.charAt(at))) {
      at += 1
      continue
    }
    let end = at
    while (end < text.length && !isSpace(text.charAt(end)) && text.charAt(end) !== '"') end += 1
    if (text.charAt(end) === '"' && end < lastQuote && isPhraseStart(text.slice(at, end))) {
      end = text.indexOf('"', end + 1) + 1
    } else if (text.charAt(end) === '"') {
      end += 1
      if (end > lastQuote) lastQuote = -1
    }
    parts.push(text.slice(at, end))
    at = end
  }
  return parts.filter(part => part !== '"')
}

/** Whether a quote after this text starts a phrase: at the start of a term, after `-` or the name of a field. */
function isPhraseStart(before: string): boolean {
  const name = before.replace(/^-/, '')
  return name === '' || (name.endsWith(':') && fieldOf(name.slice(0, -1)) !== undefined)
}

function termOf(part: string): QueryTerm {
  const colon = part.indexOf(':')
  const field = colon > 0 && colon < part.length - 1 ? fieldOf(part.slice(0, colon)) : undefined
  const text = field ? part.slice(colon + 1) : part
  const withField = field ? { field } : {}
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"'))
    return { text: text.slice(1, -1), kind: 'phrase', ...withField }
  if (text.length > 1 && text.endsWith('*')) return { text: text.slice(0, -1), kind: 'prefix', ...withField }
  return { text, kind: 'word', ...withField }
}

function fieldOf(name: string): SearchField | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(fieldNames, lower) ? fieldNames[lower] : undefined
}

function isSpace(character: string): boolean {
  return character.trim() === ''
}
