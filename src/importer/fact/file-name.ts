import { isSlug, slugify } from '../../domain/text/slug.ts'
import type { ParseOptions } from '../importer.ts'
import type { Members } from './member.ts'
import { asText } from './member.ts'
import { dateInName } from './read-date.ts'

/** Metadata in a file name: slug, Jekyll date, language, and whether it is a draft or a partial. */
export type FileName = {
  stem: string
  day: string | undefined
  language: string | undefined
  isDraft: boolean
  /** Whether the name begins with `_`, which site generators use for files that are not pages. */
  isPartial: boolean
}

/** Reads `_posts/2014-03-12-coming-soon.md`, `my-post/index.de.md` (a Hugo bundle), `_drafts/idea.md`. */
export function fileName({ name }: Pick<ParseOptions, 'name'>): FileName {
  const parts = name.split('/').filter(Boolean)
  const base = (parts.at(-1) ?? name)
    .replace(/\.(md|markdown|mdown|mkd|mdx|html?|xhtml|txt)$/i, '')
    .replace(/\.(md|11ty|njk|liquid)$/i, '')
  const [, plain = base, language] = /^(.+)\.([a-z]{2,3}(?:-[A-Za-z]{2,4})?)$/.exec(base) ?? []
  const isBundle = /^_?index$/i.test(plain) && parts.length > 1
  const own = isBundle ? (parts.at(-2) ?? plain) : plain
  const dated = dateInName(own)
  const isDraft = parts.slice(0, -1).includes('_drafts')
  const isPartial = plain.startsWith('_') && !/^_index$/i.test(plain)
  return { stem: dated?.rest ?? own, day: dated?.day, language, isDraft, isPartial }
}

/** A title made of a file name. */
export function titleFromName(stem: string): string {
  const words = stem.replace(/[-_]+/g, ' ').replace(/\s+/g, ' ').trim()
  return words === '' ? stem : words.charAt(0).toUpperCase() + words.slice(1)
}

/** The slug, former slugs and paths that a source states. */
export function addressesOf(
  members: Members,
  file: FileName,
  hasFrontMatter: boolean,
): { slug?: string; formerSlugs?: string[]; paths?: string[] } {
  const stated = members.text('slug')
  const own = [members.peek('permalink'), members.peek('url'), members.peek('path')].filter(
    value => typeof value === 'string' && /^\/?[^\s:{}]+$/.test(value),
  )
  if (own.length > 0) members.takeAll('permalink', 'url', 'path')
  const old = members.takeAll('aliases', 'alias', 'redirect_from', 'redirects', 'old_urls', 'previous_urls').flat(3)
  const paths = [...own, ...old].flatMap(value => pathOf(asText(value)))
  const lastOf = (path: string) => path.split('/').filter(Boolean)
  const formerSlugs = old.flatMap(value => {
    const segments = lastOf((asText(value) ?? '').replace(/\.html?$/, ''))
    const [only = ''] = segments
    return segments.length === 1 && isSlug(only) ? [only] : []
  })
  const fromPath = typeof own[0] === 'string' ? lastOf(own[0].replace(/(\/index)?\.html?$/, '')).at(-1) : undefined
  const fromName = hasFrontMatter || file.day !== undefined ? file.stem : undefined
  const slug = [stated?.split('/').filter(Boolean).at(-1), fromPath, fromName]
    .map(one => slugify(one ?? ''))
    .find(one => one !== '' && !/^(index|untitled|readme|article|post)$/.test(one))
  return {
    ...(slug && { slug }),
    ...(formerSlugs.length > 0 && { formerSlugs: [...new Set(formerSlugs)].filter(one => one !== slug) }),
    ...(paths.length > 0 && { paths: [...new Set(paths)] }),
  }
}

function pathOf(text: string | undefined): string[] {
  if (text === undefined || /[\s{}]/.test(text)) return []
  const path = text.replace(/^https?:\/\/[^/]+/i, '')
  return path === '' || path.length > 2000 ? [] : [path.startsWith('/') ? path : `/${path}`]
}
