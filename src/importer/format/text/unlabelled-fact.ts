import { trimBy } from '../../../domain/text/trim.ts'
import { isNameLine, readByline } from '../../fact/byline.ts'
import { type DateOptions, findDate } from '../../fact/date.ts'
import {
  anyPhrase,
  byPhrases,
  categoryPhrases,
  fillerPhrases,
  publishedPhrases,
  readingPhrases,
  updatedPhrases,
} from '../../fact/lexicon.ts'
import { type Fact, listOf, longestFact } from './fact.ts'
import { readingTimeIn, viewCountIn } from './figure.ts'

const byStart = new RegExp(`^${anyPhrase(byPhrases)}\\s+`, 'iu')
const categoryStart = new RegExp(`^${anyPhrase(categoryPhrases)}\\s+`, 'iu')
const updated = new RegExp(anyPhrase(updatedPhrases), 'giu')
const filler = new RegExp(
  anyPhrase([...publishedPhrases, ...readingPhrases, ...fillerPhrases].sort((a, b) => b.length - a.length)),
  'giu',
)

/** Facts without labels: a date, a reading time, a number of views, names after "by", in any order. */
export function unlabelledFacts(
  text: string,
  options: DateOptions,
  label: 'published' | 'updated' = 'published',
): Fact[] | undefined {
  if (text.length > longestFact) return undefined
  const facts: Fact[] = []
  let rest = text
  for (const figureIn of [viewCountIn, readingTimeIn]) {
    const figure = figureIn(rest)
    if (!figure) continue
    facts.push(figure.fact)
    rest = figure.rest
  }
  const dates: Fact[] = []
  for (let date = findDate(rest, options); date && dates.length < 2; date = findDate(rest, options)) {
    const isUpdate = dates.length > 0 || label === 'updated' || rest.search(updated) >= 0
    const kind = isUpdate ? 'updated' : 'published'
    dates.push('at' in date.value ? { kind, ...date.value } : { kind: 'unread-date', why: date.value.unread, text })
    rest = date.rest
  }
  facts.push(...dates)
  const left = trimBy(rest, /[\s,;()–—-]/)
  if (facts.length > 0 && isFiller(left)) return facts
  const plain = left.replace(filler, ' ').trim()
  const named = namedFact(left) ?? namedFact(plain) ?? (facts.length > 0 ? datedAccount(plain) : undefined)
  return named && (facts.length > 0 || left === text.trim()) ? [...facts, named] : undefined
}

/** The authors of a byline without capitals, such as "By jparcell". Other text begins the same way: the place decides. */
export function accountsOf(text: string): Extract<Fact, { kind: 'authors' }> | undefined {
  const line = text.replace(byStart, '')
  if (text.length > longestFact || line === text || /[.!?…:;]$/u.test(line)) return undefined
  const byline = readByline(line)
  if (byline.hasMail) return undefined
  if (!byline.isUnsure) return { kind: 'authors', byline, text: line }
  const authors = listOf(line).map(name => ({ name }))
  return { kind: 'authors', byline: { ...byline, authors, isUnsure: false }, text: line }
}

/** An account name with a date: "by m.quill_7 on March 2", but not "by noon on March 2". */
function datedAccount(text: string): Fact | undefined {
  const account = accountsOf(text.replace(/ on$/, ''))
  const isAccount = /^(?=.*[\p{N}@_])@?[\p{L}\p{N}._-]+$/u
  return account?.byline.authors.every(({ name }) => isAccount.test(name)) ? account : undefined
}

function namedFact(text: string): Fact | undefined {
  if (categoryStart.test(text)) return { kind: 'category', text: text.replace(categoryStart, '') }
  if (!byStart.test(text)) return undefined
  const line = text.replace(byStart, '')
  const byline = readByline(line)
  return isNameLine(line, byline) ? { kind: 'authors', byline, text: line } : undefined
}

function isFiller(text: string): boolean {
  return !/[\p{L}\p{N}]/u.test(text.replace(updated, ' ').replace(filler, ' '))
}

/** Names after a label, as a line after "by" reads them. */
export function labelledNames(value: string, options: DateOptions): Fact[] | undefined {
  return unlabelledFacts(`${byPhrases[0] ?? 'by'} ${value.replace(byStart, '')}`, options)
}
