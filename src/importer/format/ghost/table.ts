import { isRecord, textMember } from '../../json/value.ts'

export type GhostTag = { id: string; name: string; slug: string; visibility: string }
export type GhostUser = {
  id: string
  name: string
  slug: string
  website: string | undefined
  image: string | undefined
}

/** The small tables of an export that articles refer to. Only public members of users and settings are read. */
export type Tables = {
  version: string
  language: string | undefined
  tags: Map<string, GhostTag>
  users: Map<string, GhostUser>
  postTags: Map<string, Ordered<GhostTag['id']>[]>
  postAuthors: Map<string, Ordered<GhostUser['id']>[]>
  postMeta: Map<string, { alt: string | undefined; caption: string | undefined }>
}

type Ordered<Id> = { order: number; id: Id }

export function noTables(): Tables {
  return {
    version: '',
    language: undefined,
    tags: new Map(),
    users: new Map(),
    postTags: new Map(),
    postAuthors: new Map(),
    postMeta: new Map(),
  }
}

/** Adds a row of a table. Ignores incomplete rows. */
export function addRow(tables: Tables, table: string, row: unknown): void {
  if (!isRecord(row)) return
  const id = idOf(row['id'])
  switch (table) {
    case 'meta':
      tables.version = textMember(row, 'version') ?? ''
      break
    case 'settings':
      if (row['key'] === 'locale' || row['key'] === 'lang') tables.language ??= textMember(row, 'value')
      break
    case 'tags':
      tables.tags.set(id, {
        id,
        name: textMember(row, 'name') ?? '',
        slug: textMember(row, 'slug') ?? '',
        visibility: textMember(row, 'visibility') ?? 'public',
      })
      break
    case 'users':
      tables.users.set(id, {
        id,
        name: textMember(row, 'name') ?? '',
        slug: textMember(row, 'slug') ?? '',
        website: textMember(row, 'website'),
        image: textMember(row, 'profile_image', 'image'),
      })
      break
    case 'posts_tags':
      addTo(tables.postTags, idOf(row['post_id']), row['sort_order'], idOf(row['tag_id']))
      break
    case 'posts_authors':
      addTo(tables.postAuthors, idOf(row['post_id']), row['sort_order'], idOf(row['author_id']))
      break
    case 'posts_meta':
      tables.postMeta.set(idOf(row['post_id']), {
        alt: textMember(row, 'feature_image_alt'),
        caption: textMember(row, 'feature_image_caption'),
      })
  }
}

/** Ids are texts of 24 hexadecimal digits, in the oldest exports numbers. */
export function idOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function inOrder<Row>(links: readonly Ordered<string>[] | undefined, rows: ReadonlyMap<string, Row>): Row[] {
  return [...(links ?? [])].sort((a, b) => a.order - b.order).flatMap(({ id }) => rows.get(id) ?? [])
}

function addTo(map: Map<string, Ordered<string>[]>, key: string, order: unknown, id: string): void {
  const link = { order: Number(order) || 0, id }
  const links = map.get(key)
  if (links) links.push(link)
  else map.set(key, [link])
}
