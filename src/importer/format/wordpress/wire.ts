import type { XmlElement } from '../../xml/element.ts'
import { usualNamespaces } from '../../xml/namespace.ts'

/** Elements of a WXR item (WordPress's wp-admin/includes/export.php), as text. */
export type WireItem = {
  title: string
  link: string
  pubDate: string
  creator: string
  guid: string
  content: string
  /** Line of the content within the item, counted from 1. */
  contentLine: number
  excerpt: string
  id: number
  date: string
  dateGmt: string
  modifiedGmt: string
  slug: string
  status: string
  parent: number
  type: string
  hasPassword: boolean
  attachmentUrl: string
  terms: WireTerm[]
  meta: WireMeta[]
  /** Number of other elements and meta, by name. They are not kept. */
  withheld: Map<string, number>
}

export type WireTerm = { domain: string; slug: string; name: string }
export type WireMeta = { key: string; value: string }

/** Meta that is read. All other meta is withheld. */
const publicMeta = new Set([
  '_thumbnail_id',
  '_wp_old_slug',
  '_wp_attachment_image_alt',
  '_wp_attachment_metadata',
  '_yoast_wpseo_primary_category',
  'rank_math_primary_category',
  '_yoast_wpseo_canonical',
  'rank_math_canonical_url',
  // Shown in the page's `<meta name="description">`.
  '_yoast_wpseo_metadesc',
  'rank_math_description',
  '_aioseo_description',
  '_seopress_titles_desc',
  // Guest authors of Co-Authors Plus.
  'cap-display_name',
  'cap-user_login',
  'footnotes',
  // Translations of WPML.
  '_wpml_import_language_code',
  '_wpml_import_translation_group',
  '_wpml_language',
  '_wpml_trid',
  '_icl_lang_duplicate_of',
  // Who may see the post.
  '_jetpack_newsletter_access',
  '_members_access_role',
  '_wpmem_block',
  'rcp_subscription_level',
  'rcp_user_level',
])

/** The usual prefix of a namespace; undefined for unknown namespaces. */
export function usualPrefix(uri: string): string | undefined {
  const match = /^https?:\/\/(?:www\.)?wordpress\.org\/export\/\d+\.\d+\/(excerpt\/)?$/.exec(uri)
  if (match) return match[1] ? 'excerpt' : 'wp'
  if (uri === '') return ''
  return Object.entries(usualNamespaces).find(([, known]) => known === uri)?.[0]
}

/** The name of an element with the usual prefix: `wp:post_id`. */
export function usualName({ uri, name }: XmlElement): string {
  const prefix = usualPrefix(uri) ?? uri
  return prefix === '' ? name : `${prefix}:${name}`
}

/** Whether an element is an item of WordPress, not XML in the text of an article. */
export function isWordPressItem(element: XmlElement): boolean {
  return element.children.some(
    child => typeof child !== 'string' && child.name === 'post_type' && usualPrefix(child.uri) === 'wp',
  )
}

export function isPublicMeta(key: string): boolean {
  return publicMeta.has(key)
}
