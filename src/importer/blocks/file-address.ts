import { unknownSite } from '../fact/address.ts'
import type { ParseOptions } from '../importer.ts'

export type Named = Pick<ParseOptions, 'name' | 'base' | 'baseUrl'>

/** Base for relative addresses in a file: its own address, on an unknown site without `base`. */
export function fileBase({ name, base }: Named): string {
  return base ?? unknownSite + encoded(name)
}

/** The address of the exported site, if the options state it. */
export function siteBase({ name, base, baseUrl }: Named): string | undefined {
  if (baseUrl !== undefined || base === undefined) return baseUrl
  return base.endsWith(encoded(name)) ? base.slice(0, -encoded(name).length) : new URL('.', base).href
}

/**
 * Addresses that links use for a file: its path in the folder, and those that site generators make of it. Absolute if there
 * is a `base`, else paths.
 */
export function fileAddresses({ name, base }: Named, slug?: string): string[] {
  const paths = [...new Set([name, ...published(name, slug)])].map(path => `/${encoded(path)}`)
  if (base === undefined) return paths
  const folder = siteBase({ name, base })?.replace(/\/$/, '') ?? ''
  const below = paths.map(path => `${folder}${path}`)
  return [...new Set([...below, ...paths.map(path => new URL(path, base).href)])]
}

/** The address of another file of the folder, by its path. */
export function folderAddress({ name, base }: Named, path: string): string {
  const folder = base === undefined ? '' : (siteBase({ name, base })?.replace(/\/$/, '') ?? '')
  return `${folder}/${encoded(path)}`
}

/** Folders that are not part of addresses, of Hugo, Astro, Eleventy and Jekyll. */
const roots = /^(?:.*\/)?(?:src\/content|src\/pages|src|content|pages|_pages|_drafts)\//
const dated = /^(\d{4})-(\d\d?)-(\d\d?)-(.+)$/s

function published(name: string, slug: string | undefined): string[] {
  const path = name.replace(roots, '')
  const [, year, month = '', day = '', rest = ''] = dated.exec(path.slice(path.lastIndexOf('/') + 1)) ?? []
  const permalink = year === undefined ? [] : [`${categoriesOf(path)}${year}/${two(month)}/${two(day)}/${rest}`]
  const all = [path, ...permalink]
  return slug === undefined ? all : [...all, ...all.map(one => renamed(one, slug))]
}

/** Jekyll's default permalink is `/{categories}/2014/03/12/coming-soon.html`; folders around `_posts` are categories. */
function categoriesOf(path: string): string {
  const at = `/${path}`.lastIndexOf('/_posts/')
  return at < 0 ? '' : path.slice(0, at)
}

/** Replaces the last segment, or that before `index`, with the slug. */
function renamed(path: string, slug: string): string {
  const stem = path.replace(/\.\w+$/, '')
  if (stem === path) return path
  const named = stem.replace(/(?<=[^/])\/_?index$/, '')
  return named.slice(0, named.lastIndexOf('/') + 1) + slug
}

function two(figures: string): string {
  return figures.padStart(2, '0')
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
