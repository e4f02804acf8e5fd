import type { XmlElement } from '../../xml/element.ts'
import { usualNamespaces } from '../../xml/namespace.ts'

/** What is read of a WXR item (WordPress's wp-admin/includes/export.php). */
export type WxrItem = {
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
  terms: WxrTerm[]
  meta: WxrMeta[]
  /** How often each element and meta key occurs that is not imported, because it may be private. */
  withheld: Map<string, number>
}

export type WxrTerm = { domain: string; slug: string; name: string }
export type WxrMeta = { key: string; value: string }

/** Meta keys that are read. Others may be private. */
const importedMeta = new Set([
  '_thumbnail_id',
  '_wp_old_slug',
  '_wp_attachment_image_alt',
  '_wp_attachment_metadata',
  '_yoast_wpseo_primary_category',
  'rank_math_primary_category',
  '_yoast_wpseo_canonical',
  'rank_math_canonical_url',
  'footnotes',
  // Shown in the page's `<meta name="description">`.
  '_yoast_wpseo_metadesc',
  'rank_math_description',
  '_aioseo_description',
  '_seopress_titles_desc',
  // Co-Authors Plus: guest authors.
  'cap-display_name',
  'cap-user_login',
  // WPML: translations.
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
  'rcp_access_level',
  '_is_paid',
  'um_content_restriction',
])

/** The usual prefix of a namespace; empty for elements without one, undefined for unknown namespaces. */
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

/** Whether an element is a WXR item, not an element named `item` in the text of an article. */
export function isWordPressItem(element: XmlElement): boolean {
  return element.children.some(
    child => typeof child !== 'string' && child.name === 'post_type' && usualPrefix(child.uri) === 'wp',
  )
}

export function isImportedMeta(key: string): boolean {
  return importedMeta.has(key)
}
