import { type FieldTokens, type SearchField, searchFields } from '../../../domain/search/document.ts'
import type { Match, Pattern } from '../../../domain/search/match.ts'

/** The start of the lexemes of a field. Words of the body have one lexeme only, which those of all fields have. */
const prefixes: Partial<Record<SearchField, string>> = {
  title: 't:',
  keyTakeaway: 'k:',
  heading: 'h:',
  summary: 's:',
  author: 'a:',
  category: 'c:',
  tag: 'g:',
}

/** Characters of a token that are compared. A lexeme of PostgreSQL has at most 2,046 bytes. */
const comparedLength = 500
/** Bytes of all lexemes of an article. PostgreSQL accepts 1,048,575; the space between them counts, too. */
const maxBytes = 1_000_000

/**
 * The literal of the `tsvector` of a document: each token once, and again for its field. It has no positions, because
 * PostgreSQL stores at most 16,383 of a text and 255 of a word: phrases are compared with the tokens in `search_text`.
 * Words after the first megabyte of different words are left out.
 */
export function vectorLiteral(fields: FieldTokens): string {
  const lexemes = new Set<string>()
  let bytes = 0
  const add = (lexeme: string) => {
    if (lexemes.has(lexeme)) return
    bytes += Buffer.byteLength(lexeme) + 1
    if (bytes <= maxBytes) lexemes.add(lexeme)
  }
  for (const field of searchFields) {
    const prefix = prefixes[field]
    for (const token of fields[field].split(' ')) {
      if (token === '' || token === '_') continue
      const text = compared(token)
      add(text)
      if (prefix !== undefined) add(prefix + text)
    }
  }
  return [...lexemes].map(quoted).join(' ')
}

/** The literal of the `tsquery` that finds a word as a whole. */
export function wordLiteral(word: string): string {
  return quoted(compared(word))
}

/** A phrase that the text of a field, or of any field, must have. With `isExcluded` of the check: must not have. */
type Phrase = { field: SearchField | 'any'; text: string }

/** Of documents that the words of a query find: one of the words or phrases must be there, or none if it is excluded. */
export type PhraseCheck = { words: string | null; phrases: Phrase[]; isExcluded: boolean }

/**
 * What a match needs: a literal of a `tsquery`, which finds at least the documents that match, and the checks that a
 * `tsquery` without positions cannot make.
 */
export function vectorQuery({ all, none }: Match): { query: string; checks: PhraseCheck[] } | undefined {
  if (all.length === 0) return undefined
  const required = all.map(patterns => patterns.map(operandOf).join(' | '))
  const excluded = none.filter(pattern => !isPhrase(pattern)).map(operandOf)
  const query = [
    ...required.map(part => `(${part})`),
    ...(excluded.length > 0 ? [`!(${excluded.join(' | ')})`] : []),
  ].join(' & ')
  const checks = [...all.flatMap(patterns => checkOf(patterns, false)), ...checkOf(none.filter(isPhrase), true)]
  return { query, checks }
}

function checkOf(patterns: readonly Pattern[], isExcluded: boolean): PhraseCheck[] {
  const phrases = patterns.filter(isPhrase)
  if (phrases.length === 0) return []
  const words = patterns.filter(pattern => !isPhrase(pattern)).map(operandOf)
  return [{ words: words.length > 0 ? words.join(' | ') : null, phrases: phrases.map(phraseOf), isExcluded }]
}

/** Whether words alone do not decide: several tokens, or one that only the body must have. */
function isPhrase({ tokens, field }: Pattern): boolean {
  return tokens.length > 1 || field === 'body'
}

function phraseOf({ tokens, isPrefix, field }: Pattern): Phrase {
  return { field: field ?? 'any', text: ` ${tokens.join(' ')}${isPrefix ? '' : ' '}` }
}

/** The words of a pattern; the last one may be the beginning of a word. */
function operandOf({ tokens, isPrefix, field }: Pattern): string {
  const prefix = field === undefined ? '' : (prefixes[field] ?? '')
  const words = tokens.map(token => quoted(prefix + compared(token)))
  const operand = `${words.join(' & ')}${isPrefix ? ':*' : ''}`
  return tokens.length > 1 ? `(${operand})` : operand
}

function compared(token: string): string {
  return token.length > comparedLength ? [...token].slice(0, comparedLength).join('') : token
}

/** A lexeme in quotes. Without them some characters of tokens, such as `+`, would end it. */
function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
