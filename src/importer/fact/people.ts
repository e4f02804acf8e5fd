import type { ManuscriptAuthor } from '../../domain/content/manuscript.ts'
import { isRecord } from '../json/value.ts'
import { absoluteUrl } from './address.ts'
import { asText, memberOf } from './member.ts'
import { namesOf } from './name.ts'

/** Reads authors of front matter: a text, a list, or objects with name, page and picture. */
export function authorsOf(values: readonly unknown[], base: string | undefined): ManuscriptAuthor[] {
  const authors = values.flatMap(value => authorsIn(value, base, 0))
  return authors.filter((author, index) => authors.findIndex(other => other.name === author.name) === index)
}

function authorsIn(value: unknown, base: string | undefined, depth: number): ManuscriptAuthor[] {
  if (depth > 3) return []
  if (Array.isArray(value))
    return value.flatMap(one => authorsIn(typeof one === 'string' ? { name: one } : one, base, depth + 1))
  if (isRecord(value)) {
    const name = asText(
      memberOf(value, 'name', 'title', 'display_name', 'displayName', 'fullname', 'nickname', 'slug', 'id'),
    )
    if (name === undefined)
      return Object.values(value).every(isRecord) ? authorsIn(Object.values(value), base, depth + 1) : []
    const pageUrl = absoluteUrl(
      memberOf(value, 'url', 'link', 'website', 'homepage', 'href', 'web', 'site', 'uri', 'sameAs'),
      base,
    )
    const picture = memberOf(value, 'image', 'image_url', 'avatar', 'picture', 'photo', 'profile_image')
    const url = absoluteUrl(isRecord(picture) ? memberOf(picture, 'url', 'src') : picture, base)
    return [{ name, ...(pageUrl && { pageUrl }), ...(url && { image: { url, variants: [] } }) }]
  }
  const text = asText(value)
    ?.replace(/^by\s+/i, '')
    .replace(/<[^<>@\s]+@[^<>\s]+>/g, '')
    .trim()
  return text ? (namesOf(text, false) ?? [text]).map(name => ({ name })) : []
}

/**
 * Reads tags or categories of front matter: a list, or one text with commas.
 *
 * @param spaced whether to split a text without commas at spaces, as Jekyll does
 */
export function termsOf(values: readonly unknown[], spaced: boolean): string[] {
  const terms = values.flatMap((value): (string | undefined)[] => {
    if (Array.isArray(value))
      return value.map(one => asText(isRecord(one) ? memberOf(one, 'name', 'title', 'label', 'slug') : one))
    if (isRecord(value)) return [asText(memberOf(value, 'name', 'title', 'label', 'slug'))]
    const text = asText(value)
    if (text === undefined) return []
    return /[,;]/.test(text) ? text.split(/[,;]/).map(term => term.trim()) : spaced ? text.split(/\s+/) : [text]
  })
  return [...new Set(terms.filter(term => term !== undefined && term !== ''))] as string[]
}
