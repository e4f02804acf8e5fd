import { canonicalLanguage } from '../../../domain/text/language.ts'
import { translationName } from '../../fact/translation.ts'
import { plain } from '../../tree/plain-html.ts'
import type { Channel } from './channel.ts'
import { metaValues } from './item.ts'
import type { WxrItem } from './wxr.ts'

export type Terms = {
  category: string | undefined
  /** Tags, then the other categories. */
  tags: string[]
  /** Author names of a plugin for several authors. */
  authors: string[]
  /** Names in custom taxonomies. */
  taxonomies: Record<string, string[]>
  /** Language that a plugin states. */
  language: string | undefined
}

/** Taxonomies that do not describe the subject of an article. */
const internal =
  /^(?:post_format|post_translations|term_translations|term_language|language|author|wp_theme|nav_menu|yst_prominent_words|action-group)$/

/** Reads the terms of an item. Without a primary category of a plugin, the first category is used. */
export function termsOf(item: WxrItem, { categories, authors }: Channel): Terms {
  const names = (...domains: string[]) =>
    unique(item.terms.filter(({ domain }) => domains.includes(domain)).map(({ name }) => plain(name)))
  const [primaryId = ''] = metaValues(item, '_yoast_wpseo_primary_category', 'rank_math_primary_category')
  const filed = names('category')
  const primary = plain(categories.get(primaryId) ?? '')
  const category = filed.includes(primary) ? primary : filed[0]
  const own = unique(item.terms.map(({ domain }) => domain)).filter(
    domain => !internal.test(domain) && !['category', 'post_tag', 'tag'].includes(domain),
  )
  return {
    category,
    tags: unique([...names('post_tag', 'tag'), ...filed.filter(name => name !== category)]),
    authors: item.terms
      .filter(({ domain }) => domain === 'author')
      .map(({ slug, name }) => authors.get(slug.replace(/^cap-/, '')) ?? plain(name)),
    taxonomies: Object.fromEntries(own.map(domain => [domain, names(domain)])),
    language: languageOf(item),
  }
}

/** Polylang states the language as a term, WPML as meta. */
function languageOf(item: WxrItem): string | undefined {
  const term = item.terms.find(({ domain }) => domain === 'language')
  const [meta] = metaValues(item, '_wpml_import_language_code', '_wpml_language')
  const stated = term?.slug ?? meta?.replace('_', '-')
  return stated === undefined ? undefined : canonicalLanguage(stated)
}

/** Names that an item shares with its translations. */
export function translationsOf(item: WxrItem): string[] {
  const groups = item.terms.filter(({ domain }) => domain === 'post_translations').map(({ slug, name }) => slug || name)
  return [...groups, ...metaValues(item, '_wpml_import_translation_group', '_wpml_trid')]
    .filter(name => name !== '')
    .map(translationName)
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter(text => text !== '')
}
