import type { ManuscriptAuthor } from '../../domain/content/manuscript.ts'
import { isRecord } from '../json/value.ts'
import { plainLine } from '../tree/plain-html.ts'
import { absoluteUrl } from './address.ts'
import { bylineNotes, readByline } from './byline.ts'
import { asText, memberOf } from './member.ts'
import type { Reporter } from './report.ts'

/**
 * Reads the authors that a source states: author lines, lists of them, or objects with name, page and picture. Notes what
 * a line says besides names.
 */
export function authorsOf(
  values: readonly unknown[],
  base: string | undefined,
  note: Reporter['note'],
): ManuscriptAuthor[] {
  return distinct(values.flatMap(value => authorsIn(value, { base, note }, 0)))
}

/** The author of the name of an account, which is one person. It is not split; an e-mail address is not published. */
export function accountAuthor(name: string, note: Reporter['note']): ManuscriptAuthor[] {
  return name.includes('@') ? authorsOf([name], undefined, note) : name === '' ? [] : [{ name }]
}

export function distinct(authors: readonly ManuscriptAuthor[]): ManuscriptAuthor[] {
  return authors.filter((author, index) => authors.findIndex(other => other.name === author.name) === index)
}

type Context = { base: string | undefined; note: Reporter['note'] }

const roleNames = [
  ...['role', 'roles', 'jobTitle', 'job_title', 'position', 'occupation', 'worksFor', 'company'],
  ...['affiliation', 'affiliations', 'organization', 'organisation', 'org'],
]

function authorsIn(value: unknown, context: Context, depth: number): ManuscriptAuthor[] {
  if (depth > 3) return []
  if (Array.isArray(value)) return value.flatMap(one => authorsIn(one, context, depth + 1))
  if (isRecord(value)) return authorsOfObject(value, context, depth)
  const text = asText(value)
  if (text === undefined) return []
  const byline = readByline(text, context.base)
  for (const { code, detail } of bylineNotes(text, byline)) context.note(code, detail, { line: 1 })
  return byline.authors
}

function authorsOfObject(value: Record<string, unknown>, context: Context, depth: number): ManuscriptAuthor[] {
  const { base, note } = context
  const parts = [
    memberOf(value, 'given', 'given_name', 'first_name', 'givenName'),
    memberOf(value, 'family', 'family_name', 'last_name', 'familyName'),
  ]
  const own = asText(memberOf(value, 'name', 'display_name', 'displayName', 'fullname', 'literal'))
  const name =
    own ??
    asText(parts.flatMap(part => asText(part) ?? []).join(' ')) ??
    asText(memberOf(value, 'title', 'nickname', 'slug', 'id'))
  if (name === undefined)
    return Object.values(value).every(isRecord) ? authorsIn(Object.values(value), context, depth + 1) : []
  const roles = [memberOf(value, ...roleNames), own === undefined ? undefined : memberOf(value, 'title')].flatMap(
    role => [role].flat().flatMap(one => asText(isRecord(one) ? memberOf(one, 'name', 'title') : one) ?? []),
  )
  const [first, ...others] = authorsIn(name, context, depth + 1)
  for (const { code, detail } of bylineNotes(name, { authors: [], others: roles, isUnsure: false, hasMail: false }))
    note(code, detail, { line: 1 })
  if (!first || others.length > 0) return first ? [first, ...others] : []
  return [withPage(first, value, base)]
}

function withPage(
  author: ManuscriptAuthor,
  value: Record<string, unknown>,
  base: string | undefined,
): ManuscriptAuthor {
  const pageUrl = absoluteUrl(
    memberOf(value, 'url', 'link', 'website', 'homepage', 'href', 'web', 'site', 'uri', 'sameAs'),
    base,
  )
  const picture = memberOf(value, 'image', 'image_url', 'avatar', 'picture', 'photo', 'profile_image')
  const url = absoluteUrl(isRecord(picture) ? memberOf(picture, 'url', 'src') : picture, base)
  return { ...author, ...(pageUrl && { pageUrl }), ...(url && { image: { url, variants: [] } }) }
}

/**
 * Reads tags or categories of front matter: a list, or one text with commas.
 *
 * @param spaced whether to split a text without commas at spaces, as Jekyll does
 */
export function termsOf(values: readonly unknown[], spaced: boolean): string[] {
  const terms = values.flatMap((value): (string | undefined)[] => {
    if (Array.isArray(value))
      return value.map(one => termText(isRecord(one) ? memberOf(one, 'name', 'title', 'label', 'slug') : one))
    if (isRecord(value)) return [termText(memberOf(value, 'name', 'title', 'label', 'slug'))]
    const text = termText(value)
    if (text === undefined) return []
    return /[,;]/.test(text) ? text.split(/[,;]/).map(term => term.trim()) : spaced ? text.split(/\s+/) : [text]
  })
  return [...new Set(terms.filter(term => term !== undefined && term !== ''))] as string[]
}

function termText(value: unknown): string | undefined {
  const text = asText(value)
  return text && plainLine(text)
}
