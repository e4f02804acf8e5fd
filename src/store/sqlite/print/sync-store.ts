import type { Id } from '../../../domain/id.ts'
import type { Clock } from '../../../domain/instant.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { Copy, Extent, StoredRef, SyncStore, TermIds } from '../../../domain/store/sync-store.ts'
import type { DeliveryState } from '../../../domain/sync/sync.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import type { Connection } from '../database/connection.ts'
import { createSnapshot } from '../database/snapshot.ts'
import { instantAt } from '../database/value.ts'
import { createLanguageReader } from '../list/filter.ts'
import { createLists } from '../list/list.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createCurrentEpochReader } from './current-epoch.ts'
import { type Damage, isPrintDamaged } from './damage.ts'
import type { Epoch } from './epoch.ts'
import { deliveredOf } from './print.ts'
import { createPrintReader } from './print-reader.ts'
import type { Reprint } from './reprint.ts'

/** Reads for sync clients. */
export function createSyncStore(
  reader: Connection,
  reprint: Reprint,
  options: { epoch: Epoch; clock: Clock; damage: Damage },
): SyncStore {
  const snapshot = createSnapshot(reader)
  const inCurrentEpoch = createCurrentEpochReader(reprint, options)
  const lists = createLists(reader)
  const tombstones = createTombstoneRows(reader)
  const languagesIn = createLanguageReader(reader)
  const copyOf = createCopyReader(reader, options.damage)
  const termsOf = reader.prepare<[Id], { kind: TermKind; term_id: Id }>(
    'SELECT kind, term_id FROM print_term WHERE article_id = ? ORDER BY term_id',
  )
  const terms = reader.prepare<[TermKind, string], { id: Id; named: Id; articles: number }>(
    `SELECT t.id, s.term_id AS named, t.articles FROM term_slug s JOIN term t ON t.id = s.term_id OR t.merged_into = s.term_id
     WHERE s.kind = ? AND s.slug = ?`,
  )

  function stateOf(id: Id, copy: Copy | undefined): DeliveryState<Copy> {
    if (copy) return { copy, delivered: deliveredOf(copy.language, termsOf.all(id)) }
    const tombstone = tombstones.byId(id)
    return tombstone && { tombstone }
  }

  return {
    syncWalk: ({ filter, limit, from }, extent) =>
      inCurrentEpoch(
        () =>
          snapshot(() => {
            const { ids, hasNext } = lists.page({ filter, sort: '-publishedAt', limit, from })
            const copies = fitting(ids, extent, id => copyOf(id, extent.of))
            const found = copies.filter(copy => copy !== undefined)
            return { copies: found, hasNext: hasNext || copies.length < ids.length }
          }),
        page => page.copies.filter(isPrint),
      ),
    deliveryStates: (ids, extent) =>
      inCurrentEpoch(
        () =>
          snapshot(() =>
            fitting(ids, extent, id => copyOf(id, extent.of)).map((copy, at) => stateOf(ids[at] ?? '', copy)),
          ),
        found => found.flatMap(one => (one && 'copy' in one && isPrint(one.copy) ? one.copy : [])),
      ),
    async filterTerms({ category, tag, author, language }) {
      const unknown: string[] = []
      const found = (kind: TermKind, slugs: readonly string[]) =>
        slugs.flatMap(slug => {
          const rows = terms.all(kind, slug)
          if (!rows.some(row => row.articles > 0)) unknown.push(`${kind}:${slug}`)
          return rows
        })
      const kinds = {
        ...(category && { category: found('category', category) }),
        ...(tag && { tag: found('tag', tag) }),
        ...(author && { author: found('author', author) }),
      }
      unknown.push(...(language ?? []).flatMap(range => (languagesIn(range).length > 0 ? [] : `language:${range}`)))
      return {
        unknown: [...new Set(unknown)],
        named: each(kinds, row => row.named),
        delivered: each(kinds, row => (row.articles > 0 ? row.named : undefined)),
        matching: each(kinds, row => row.id),
      }
    },
  }
}

function each<Row>(kinds: Record<string, Row[]>, idOf: (row: Row) => Id | undefined): TermIds {
  const ids = (rows: Row[]) => [...new Set(rows.map(idOf).filter(id => id !== undefined))]
  return Object.fromEntries(Object.entries(kinds).map(([kind, rows]) => [kind, ids(rows)]))
}

/** Reads articles until the next one would exceed the limit of bytes. */
function fitting(ids: readonly Id[], { bytes }: Extent, read: (id: Id) => Copy | undefined): (Copy | undefined)[] {
  const found: (Copy | undefined)[] = []
  let room = bytes
  for (const id of ids) {
    const copy = read(id)
    room -= sizeOf(copy)
    if (room < 0 && found.length > 0) break
    found.push(copy)
  }
  return found
}

function createCopyReader(reader: Connection, damage: Damage): (id: Id, of: Extent['of']) => Copy | undefined {
  const prints = createPrintReader(reader, damage)
  const ref = reader
    .prepare<[Id], [slug: string, language: string, revision: number, publishedAt: number]>(
      'SELECT slug, language, revision, published_at FROM print WHERE article_id = ?',
    )
    .raw()

  function refOf(articleId: Id): StoredRef | undefined {
    const row = ref.get(articleId)
    if (!row) return undefined
    const [slug, language, revision, publishedAt] = row
    return { articleId, slug, language, revision, publishedAt: instantAt(publishedAt) }
  }

  return (id, of) => {
    try {
      return of === 'ref' ? refOf(id) : of === 'item' ? prints.item(id) : prints.whole('article_id', id)
    } catch (error) {
      const ref = isPrintDamaged(error) ? refOf(id) : undefined
      if (!ref) throw error
      return { ...ref, isDamaged: true }
    }
  }
}

function isPrint(copy: Copy): copy is StoredPrint {
  return 'item' in copy
}

function sizeOf(copy: Copy | undefined): number {
  if (!copy || !isPrint(copy)) return 0
  return (copy.body ?? copy.item).length
}
