import type { ManuscriptAuthor } from '../../domain/content/manuscript.ts'
import { trimBy } from '../../domain/text/trim.ts'
import type { ImportNote } from '../importer.ts'
import { plain } from '../tree/plain-html.ts'
import { absoluteUrl } from './address.ts'
import { andPhrases, anyPhrase } from './lexicon.ts'
import { isAccount, isFamilyAndGiven, isPerson, isSingleName, looksLikeName, namesRole } from './name.ts'

/** The people that an author line names. */
export type Byline = {
  authors: ManuscriptAuthor[]
  /** Roles, affiliations and other texts after the names. */
  others: string[]
  /** Whether the line became one name because it may be more than one, or more than a name. */
  isUnsure: boolean
  /** Whether the line has an e-mail address, which is never published. */
  hasMail: boolean
}

/** A text between two separators. */
type Part = { text: string; name: string; pageUrl: string | undefined; notes: string[]; hasMail: boolean }

/** Limit in characters. A longer line is not split. */
const longest = 1000

const strongSeparator = /[;；•·|\n]|\s\/\s/g
const and = new RegExp(String.raw`\s${anyPhrase(andPhrases)}(?=\s)|[&/]|\s[–—-]\s`, 'giu')
const comma = /[,，、](?!\s*(?:jr|sr|ii|iii|iv|esq)\b)/giu
const leading = /^(?:(?:written|posted|words|story|text|reported)\s)?by:?\s/i
const mail = /[^\s<>()[\]:,;@]+@[^\s<>()[\]:,;@]+/
const mails = new RegExp(mail, 'g')
const webAddress = /https?:\/\/[^\s<>()[\]]+/gi

/**
 * Reads an author line: `Name, Role`, `Family, Given`, `A, B and C`, `[Name](url) (Organisation)`, `Name <mail> (url)`,
 * `mail (Name)`, HTML links. Several names are several authors only if each of them is a person. Otherwise the first
 * person is the author, or else the whole line is one name.
 */
export function readByline(line: string, base?: string): Byline {
  if (line.length > longest) return { authors: [{ name: plain(line) }], others: [], isUnsure: true, hasMail: false }
  const text = withMarkdownLinks(line)
    .replace(leading, '')
    // An account in brackets: `Name ([@account](url))`.
    .replace(/\(\s*\[[^[\]]*\]\(([^()\s]*)[^()]*\)\s*\)/g, ' ($1)')
  const groups = split(text, strongSeparator).map(strong => split(strong, and).map(one => partsOf(one, base)))
  const parts = groups.flat(2)
  const hasMail = parts.some(part => part.hasMail)
  const notes = parts.flatMap(part => part.notes)
  const chosen = chosenFrom(groups.map(withNames).filter(group => group.length > 0))
  if (chosen === undefined) {
    const name = parts.flatMap(part => part.name || []).join(', ')
    const whole = parts.every(part => part.text === part.name) ? trimBy(text.replace(/\s+/g, ' '), /[\s,;]/) : name
    const [page] = parts.flatMap(part => part.pageUrl ?? [])
    return { authors: [{ name: whole, ...(page && { pageUrl: page }) }], others: notes, isUnsure: true, hasMail }
  }
  const others = [...chosen.others.map(part => part.name), ...notes]
  return { authors: chosen.authors.map(authorOf), others, isUnsure: false, hasMail }
}

/** Notes about what an author line says besides names. */
export function bylineNotes(line: string, { authors, others, isUnsure, hasMail }: Byline): ImportNote[] {
  const quoted = others.map(one => `"${one.slice(0, 80)}"`).join(', ')
  return [
    ...(others.length === 0
      ? []
      : [
          {
            code: 'author-role',
            detail: `${quoted} in the author line is not the name of an author. It was left out.`,
          },
        ]),
    ...(isUnsure
      ? [{ code: 'author-unsure', detail: `The author line "${line.slice(0, 80)}" became the name of one author.` }]
      : []),
    ...(hasMail && authors.length === 0
      ? [{ code: 'author-mail', detail: 'The author line has only an e-mail address, which is not published.' }]
      : []),
  ]
}

/** Whether a line without a label is a list of names, perhaps with roles. */
export function isNameLine(line: string, { authors, others, isUnsure }: Byline): boolean {
  const endsSentence = /[.!?…]$/.test(line.replace(/(?:^|\s)\p{Lu}\p{L}{0,2}\.$/u, ''))
  if (line.length > 160 || endsSentence || isUnsure || authors.length === 0) return false
  return (
    authors.every(({ name }) => name.split(',').every(part => looksLikeName(part.trim()))) && others.every(namesRole)
  )
}

type Chosen = { authors: Part[]; others: Part[] }

/** @param groups by strong separator, then by "and", then by comma */
function chosenFrom(groups: readonly (readonly Part[])[][]): Chosen | undefined {
  const lists = groups.flat()
  const all = lists.flat()
  const names = all.map(part => part.name)
  const [first, ...rest] = all
  if (!first) return { authors: [], others: [] }
  if (rest.length === 0) return { authors: [first], others: [] }
  if (names.every(isPerson)) return { authors: all, others: [] }
  if (lists.every(isPair)) return { authors: lists.map(joined), others: [] }
  if (names.every(isSingleName) || isMixed(groups)) return { authors: all, others: [] }
  const found = lists.map(list => (lists.length > 1 && isPair(list) ? [joined(list)] : peopleIn(list)))
  if (isPerson(first.name) || found.every(list => list !== undefined)) {
    const isKnown = found.every((list, at) => list !== undefined || lists[at]?.every(part => namesRole(part.name)))
    if (!isKnown) return { authors: [first], others: rest }
    const authors = found.flatMap(list => list ?? [])
    const others = lists.flatMap((list, at) =>
      isPair(list) && found[at]?.length === 1 && found[at][0] !== list[0] ? [] : list,
    )
    return { authors, others: others.filter(part => !authors.includes(part)) }
  }
  // Each strong separator ends a line of its own, such as "Quill, Mara; Jonas Lind".
  const lines = groups.length > 1 ? groups.map(group => chosenFrom([group])) : [undefined]
  if (lines.includes(undefined)) return undefined
  return { authors: lines.flatMap(line => line?.authors ?? []), others: lines.flatMap(line => line?.others ?? []) }
}

/** Whether a list is one name: `Quill, Mara`. */
function isPair(list: readonly Part[]): boolean {
  const [family, given] = list
  return list.length === 2 && isFamilyAndGiven(family?.name ?? '', given?.name ?? '')
}

/** Whether "and" joins people with accounts: `Mara Quill and jo_lind`, `jlind and Mara Quill`. */
function isMixed(groups: readonly (readonly Part[])[][]): boolean {
  const names = groups.map(lists => lists.map(list => (list.length === 1 ? (list[0]?.name ?? '') : '')))
  return names.every(
    ([first = '', ...others]) =>
      (isPerson(first) || (others.length > 0 && isSingleName(first) && !/^\p{Lu}/u.test(first))) &&
      others.every(name => isPerson(name) || isAccount(name)),
  )
}

/** The people of a list with commas that begins with a person. */
function peopleIn(list: readonly Part[]): Part[] | undefined {
  const [first] = list
  if (!first || !isPerson(first.name)) return undefined
  if (list.every(part => isPerson(part.name))) return [...list]
  const isAlternating = list.length % 2 === 0 && list.every((part, at) => isPerson(part.name) === (at % 2 === 0))
  return isAlternating ? list.filter((_, at) => at % 2 === 0) : [first]
}

function joined(list: readonly Part[]): Part {
  const [first, second] = list
  const part = first ?? emptyPart
  return { ...part, name: `${part.name}, ${second?.name}`, pageUrl: part.pageUrl ?? second?.pageUrl }
}

const emptyPart: Part = { text: '', name: '', pageUrl: undefined, notes: [], hasMail: false }

function authorOf({ name, pageUrl }: Part): ManuscriptAuthor {
  return { name, ...(pageUrl && { pageUrl }) }
}

function withNames(group: readonly (readonly Part[])[]): Part[][] {
  return group.map(list => list.filter(part => part.name !== '')).filter(list => list.length > 0)
}

/** HTML links as Markdown links, and no other tags. */
function withMarkdownLinks(line: string): string {
  if (!/[<&]/.test(line)) return line.trim()
  return plain(
    line
      .replace(/<a\s([^<>]*)>([^<>]*)<\/a>/gi, (_, attributes: string, words: string) => {
        const [, url = ''] = /href\s*=\s*["']?([^"'\s]+)/i.exec(attributes) ?? []
        return `[${words}](${url})`
      })
      .replace(/<((?:https?:|mailto:)[^<>\s]+)>/gi, '($1)')
      .replace(/<([^<>\s]+@[^<>\s]+)>/g, '($1)'),
  )
}

/** Splits at separators that are outside of brackets. */
function split(text: string, separator: RegExp): string[] {
  const masked = text.replace(
    /\[\[[^[\]]*\]\]|\[[^[\]]*\](?:\([^()]*\))?|\([^()]*\)|https?:\/\/[^\s<>()[\],;]+/g,
    inner => '\u0000'.repeat(inner.length),
  )
  const parts: string[] = []
  let start = 0
  for (const found of masked.matchAll(separator)) {
    parts.push(text.slice(start, found.index))
    start = found.index + found[0].length
  }
  return [...parts, text.slice(start)]
}

function partsOf(text: string, base: string | undefined): Part[] {
  return split(text, comma)
    .map(one => partOf(one.trim(), base))
    .filter(part => part.text !== '')
}

function partOf(text: string, base: string | undefined): Part {
  const urls: string[] = []
  const brackets: string[] = []
  const hasMail = mail.test(text)
  const name = text
    .replace(/\[\[(?:[^[\]|]*\|)?([^[\]|]*)\]\]/g, '$1')
    .replace(/\[([^[\]]*)\]\(\s*([^()\s]*)[^()]*\)/g, (_, words: string, url: string) => {
      urls.push(url)
      return words
    })
    .replace(/\s*[([]([^()[\]]*)[)\]]/g, (whole, inner: string, at: number) => {
      const isInside = at > 0 && /^\s*\p{L}/u.test(text.slice(text.indexOf(whole) + whole.length))
      if (isInside && !mail.test(inner) && !/^https?:/i.test(inner)) return whole
      brackets.push(inner.trim())
      return ' '
    })
    .replace(webAddress, url => {
      urls.push(url)
      return ''
    })
    .replace(mails, '')
  const words = brackets.filter(
    one => !mail.test(one) && !/^(?:https?|mailto):/i.test(one) && /[\p{L}\p{N}]/u.test(one),
  )
  const own = cleanName(name)
  const [inBrackets = '', ...others] = words
  const pages = [...urls, ...brackets.filter(one => /^https?:/i.test(one))]
  const [pageUrl] = pages.flatMap(url => absoluteUrl(url, base) ?? [])
  return own === ''
    ? { text, name: cleanName(inBrackets), pageUrl, notes: others, hasMail }
    : { text, name: own, pageUrl, notes: words, hasMail }
}

function cleanName(text: string): string {
  const name = text.replace(/\*\*|__|`/g, '').replace(/\s+/g, ' ')
  const trimmed = trimBy(name, /[\s,;:*_<>]/)
  return /[\p{L}\p{N}]/u.test(trimmed) ? trimmed : ''
}
