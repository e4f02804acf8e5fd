import { canonicalLanguage } from '../../../domain/text/language.ts'
import { plain } from '../../tree/plain-html.ts'
import type { Channel } from './channel.ts'
import { metaValues } from './item.ts'
import type { WireItem } from './wire.ts'

export type Terms = {
  category: string | undefined
  /** Tags, then the categories that are not the primary one. */
  tags: string[]
  /** Names of the authors that a plugin for several of them adds. */
  authors: string[]
  /** Names in taxonomies of the site's own. */
  taxonomies: Record<string, string[]>
  /** As a plugin for several languages states it. */
  language: string | undefined
}

/** Taxonomies of WordPress and of plugins that say nothing of the article's subject. */
const internal =
  /^(?:post_format|post_translations|term_translations|term_language|language|author|wp_theme|nav_menu|yst_prominent_words|action-group)$/

/** What an item is filed under. Where plugins know no primary category, the first one is it. */
export function termsOf(item: WireItem, { categories, authors }: Channel): Terms {
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

/** Polylang files an article under its language. */
function languageOf({ terms }: WireItem): string | undefined {
  const term = terms.find(({ domain }) => domain === 'language')
  return term && canonicalLanguage(term.slug)
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter(text => text !== '')
}
