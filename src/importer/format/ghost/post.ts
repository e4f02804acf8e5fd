import { isRecord } from '../../json/value.ts'
import { type GhostTag, type GhostUser, idOf, inOrder, type Tables } from './table.ts'

/** The public members of a post, with its tags and authors. */
export type GhostPost = {
  id: string
  /** Public members of the row. */
  row: Record<string, unknown>
  tags: GhostTag[]
  authors: GhostUser[]
  alt: string | undefined
  caption: string | undefined
  isPage: boolean
  /** Names of members that were not kept. */
  withheld: string[]
}

/** Members of a post that readers see, or that determine it. */
const publicMembers = [
  'id',
  'title',
  'slug',
  'html',
  'mobiledoc',
  'lexical',
  'plaintext',
  'feature_image',
  'feature_image_alt',
  'feature_image_caption',
  'featured',
  'type',
  'page',
  'status',
  'locale',
  'language',
  'visibility',
  'created_at',
  'updated_at',
  'published_at',
  'custom_excerpt',
  'canonical_url',
  'author_id',
  'image',
] as const

export function readPost(row: Record<string, unknown>, tables: Tables): GhostPost {
  const id = idOf(row['id'])
  const kept = Object.fromEntries(publicMembers.flatMap(name => (hasValue(row[name]) ? [[name, row[name]]] : [])))
  const authors = inOrder(tables.postAuthors.get(id), tables.users)
  const single = tables.users.get(idOf(row['author_id']))
  const meta = tables.postMeta.get(id)
  return {
    id,
    row: kept,
    tags: inOrder(tables.postTags.get(id), tables.tags),
    authors: authors.length > 0 ? authors : single ? [single] : [],
    alt: meta?.alt,
    caption: meta?.caption,
    isPage: row['type'] === 'page' || row['page'] === true || row['page'] === 1,
    withheld: Object.keys(row).filter(name => hasValue(row[name]) && !Object.hasOwn(kept, name)),
  }
}

/** Writes a post as its own export: its public members, its tags, and the public members of its authors. */
export function rawPost(
  { id, row, tags, authors, alt, caption }: GhostPost,
  { version, language }: Tables,
): Uint8Array {
  const data = {
    posts: [row],
    tags,
    posts_tags: tags.map((tag, index) => ({ post_id: id, tag_id: tag.id, sort_order: index })),
    users: authors.map(({ image, ...user }) => ({ ...user, profile_image: image })),
    posts_authors: authors.map((user, index) => ({ post_id: id, author_id: user.id, sort_order: index })),
    posts_meta: alt || caption ? [{ post_id: id, feature_image_alt: alt, feature_image_caption: caption }] : [],
    settings: language === undefined ? [] : [{ key: 'locale', value: language }],
  }
  return Buffer.from(`${JSON.stringify({ db: [{ meta: { version }, data }] })}\n`)
}

function hasValue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== '' && !(isRecord(value) && Object.keys(value).length === 0)
}
