import { createHash } from 'node:crypto'
import type { Copy, DamagedCopy } from '../../../domain/store/log/sync-store.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Message } from '../../../domain/sync/sync.ts'
import { type TaggedBody, weakTag } from '../../message/entity-tag.ts'
import { included } from '../article-query.ts'
import type { RenderedSections } from '../delivery.ts'
import { type Fragment, itemFragment } from '../fragment.ts'
import type { SyncQuery } from './sync-query.ts'

/** Whether the stored form of an article is damaged, so that it cannot be sent. */
export function isDamaged(copy: Copy): copy is DamagedCopy {
  return 'isDamaged' in copy
}

/** An article in the form that a sync or stream query asks for. */
export function copyFragment(
  copy: Copy,
  { include, fields, view }: SyncQuery,
  rendered?: RenderedSections,
  bodyUnchanged = false,
): Fragment {
  if (view !== 'ref' && 'item' in copy) {
    const wanted = included(include)
    if (!bodyUnchanged) return itemFragment(copy, { include: wanted, fields, rendered })
    const others = { parts: wanted.parts.filter(part => part !== 'sections'), renderings: [] }
    const { body, withoutViews } = itemFragment(copy, { include: others, fields })
    return { body: markUnchanged(body), withoutViews: markUnchanged(withoutViews) }
  }
  const bytes = Buffer.from(JSON.stringify(refOf(copy)))
  return { body: bytes, withoutViews: bytes }
}

/** The prints in these messages whose sections may be rendered. */
export function printsIn(messages: readonly Message<Copy>[]): StoredPrint[] {
  return messages.flatMap(message =>
    'article' in message && 'item' in message.article && !message.bodyUnchanged ? message.article : [],
  )
}

/** The body of a sync page, with an entity tag made without views. */
export function syncPageBody(
  messages: readonly Message<Copy>[],
  query: SyncQuery,
  rest: { token: string; more: boolean; unknown?: string[] },
  estimated: number | undefined,
  rendered?: RenderedSections,
): TaggedBody {
  const copies = messages.flatMap(message => ('article' in message ? message.article : []))
  const pieces = messages.flatMap(message =>
    'article' in message && !isDamaged(message.article)
      ? copyFragment(message.article, query, rendered, message.bodyUnchanged)
      : [],
  )
  const unavailable = copies.filter(isDamaged).map(refOf)
  const tombstones = messages.flatMap(message => ('tombstone' in message ? message.tombstone : []))
  const estimate =
    estimated === undefined ? {} : { estimate: { articles: estimated, bytes: bytesOf(pieces, estimated) } }
  const tail = Buffer.from(
    `],${JSON.stringify({ ...(unavailable.length > 0 && { unavailable }), tombstones, ...rest, ...estimate }).slice(1)}`,
  )
  const head = Buffer.from(query.view === 'ref' ? '{"articles":[],"refs":[' : '{"articles":[')
  const hash = createHash('sha256').update(head)
  const chunks: Uint8Array[] = [head]
  for (const [index, { body, withoutViews }] of pieces.entries()) {
    if (index > 0) chunks.push(comma)
    chunks.push(body)
    hash.update(withoutViews).update(comma)
  }
  chunks.push(tail)
  return { body: Buffer.concat(chunks), etag: weakTag(hash.update(tail).digest('base64url')) }
}

function markUnchanged(object: Uint8Array): Uint8Array {
  return Buffer.concat([object.subarray(0, -1), unchanged])
}

function refOf({ articleId: id, slug, revision, language }: Copy) {
  return { id, slug, revision, language }
}

/** Estimates the size of all articles from those of the first page. */
function bytesOf(pieces: readonly Fragment[], articles: number): number {
  const sum = pieces.reduce((total, { withoutViews }) => total + withoutViews.length + 1, 0)
  return pieces.length === 0 ? 0 : Math.round((sum / pieces.length) * articles)
}

const unchanged = Buffer.from(',"bodyUnchanged":true}')
const comma = Buffer.from(',')
