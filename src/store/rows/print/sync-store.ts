import type { Id } from '../../../domain/id.ts'
import { type Clock, instantAt } from '../../../domain/instant.ts'
import type { Copy, Extent, StoredRef, SyncStore, SyncWalk, TermIds } from '../../../domain/store/log/sync-store.ts'
import type { StoredPrint } from '../../../domain/store/print-store.ts'
import type { DeliveryState } from '../../../domain/sync/sync.ts'
import type { TermKind } from '../../../domain/term/term.ts'
import { print as printTable, printTerm } from '../../schema/print.ts'
import { term, termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import type { Damage } from '../database/damage.ts'
import { and } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { each, type Routine } from '../database/routine.ts'
import { equals, prepared } from '../database/statement.ts'
import { createLanguageReader } from '../list/filter.ts'
import { createLists } from '../list/list.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { isInFamily } from '../term/term.ts'
import { createCurrentEpochReader } from './current-epoch.ts'
import type { Epoch } from './epoch.ts'
import { createPrintReader } from './print-reader.ts'
import { deliveredOf } from './print-row.ts'
import type { Reprint } from './reprint.ts'

/** Reads for sync clients. */
export function createSyncStore(
  reader: Connection,
  reprint: Reprint,
  options: { epoch: Epoch; clock: Clock; damage: Damage },
): SyncStore {
  const { snapshot } = reader
  const inCurrentEpoch = createCurrentEpochReader(reader, reprint, options)
  const lists = createLists(reader)
  const tombstones = createTombstoneRows(reader)
  const languagesIn = createLanguageReader(reader)
  const copiesOf = createCopyReader(reader, options.damage)
  const termsOf = createTermReader(reader)
  const terms = prepared(
    reader.db
      .select({ id: term.id, named: termSlug.term_id, articles: term.articles })
      .from(termSlug)
      .innerJoin(term, isInFamily(term, termSlug.term_id))
      .where(and(equals(termSlug.kind, 'kind'), equals(termSlug.slug, 'slug'))),
  )

  function* stateOf(id: Id, copy: Copy | undefined, terms: readonly PrintTermRow[]): Routine<DeliveryState<Copy>> {
    if (copy) return { copy, delivered: deliveredOf(copy.language, terms) }
    const tombstone = yield* tombstones.byId(id)
    return tombstone && { tombstone }
  }

  function* termsNamed(kind: TermKind, slugs: readonly string[], unknown: string[]) {
    const bySlug = yield* each(slugs, slug => terms.all({ kind, slug }))
    unknown.push(...slugs.filter((_, at) => !bySlug[at]?.some(isDelivered)).map(slug => `${kind}:${slug}`))
    return bySlug.flat()
  }

  function* walk({ filter, limit, from }: Parameters<SyncStore['syncWalk']>[0], extent: Extent): Routine<SyncWalk> {
    const { ids, hasNext } = yield* lists.page({ filter, sort: '-publishedAt', limit, from })
    const copies = yield* fitting(ids, extent, some => copiesOf(some, extent.of))
    const found = copies.filter(copy => copy !== undefined)
    return { copies: found, hasNext: hasNext || copies.length < ids.length }
  }

  function* states(ids: readonly Id[], extent: Extent): Routine<DeliveryState<Copy>[]> {
    const copies = yield* fitting(ids, extent, some => copiesOf(some, extent.of))
    const terms = yield* termsOf(copies.flatMap(copy => copy?.articleId ?? []))
    return yield* each(copies.entries(), ([at, copy]) => stateOf(ids[at] ?? '', copy, terms.get(ids[at] ?? '') ?? []))
  }

  return {
    ...reads<Pick<SyncStore, 'filterTerms'>>(reader, {
      *filterTerms({ category, tag, author, language }) {
        const unknown: string[] = []
        const kinds = {
          ...(category && { category: yield* termsNamed('category', category, unknown) }),
          ...(tag && { tag: yield* termsNamed('tag', tag, unknown) }),
          ...(author && { author: yield* termsNamed('author', author, unknown) }),
        }
        for (const range of language ?? [])
          if ((yield* languagesIn(range)).length === 0) unknown.push(`language:${range}`)
        return {
          unknown: [...new Set(unknown)],
          named: idsOf(kinds, row => row.named),
          delivered: idsOf(kinds, row => (isDelivered(row) ? row.named : undefined)),
          matching: idsOf(kinds, row => row.id),
        }
      },
    }),
    syncWalk: (query, extent) =>
      inCurrentEpoch(
        () => snapshot(() => walk(query, extent)),
        page => page.copies.filter(isPrint),
      ),
    deliveryStates: (ids, extent) =>
      inCurrentEpoch(
        () => snapshot(() => states(ids, extent)),
        found => found.flatMap(one => (one && 'copy' in one && isPrint(one.copy) ? one.copy : [])),
      ),
  }
}

function isDelivered(term: { articles: number }): boolean {
  return term.articles > 0
}

function idsOf<Row>(kinds: Record<string, Row[]>, idOf: (row: Row) => Id | undefined): TermIds {
  const ids = (rows: Row[]) => [...new Set(rows.map(idOf).filter(id => id !== undefined))]
  return Object.fromEntries(Object.entries(kinds).map(([kind, rows]) => [kind, ids(rows)]))
}

/** Articles that are read in one statement: each statement is a round trip to a server. */
const readAtOnce = 25

/** Reads articles until the next one would exceed the limit of bytes. */
function* fitting(
  ids: readonly Id[],
  { bytes }: Extent,
  read: (ids: readonly Id[]) => Routine<(Copy | undefined)[]>,
): Routine<(Copy | undefined)[]> {
  const found: (Copy | undefined)[] = []
  let room = bytes
  for (let from = 0; from < ids.length; from += readAtOnce) {
    for (const copy of yield* read(ids.slice(from, from + readAtOnce))) {
      room -= sizeOf(copy)
      if (room < 0 && found.length > 0) return found
      found.push(copy)
    }
  }
  return found
}

type PrintTermRow = { kind: TermKind; term_id: Id }

/** Reads the terms of prints. */
function createTermReader({ db, syntax }: Connection): (ids: readonly Id[]) => Routine<Map<Id, PrintTermRow[]>> {
  const terms = prepared(
    db
      .select({ id: printTerm.article_id, kind: printTerm.kind, term_id: printTerm.term_id })
      .from(printTerm)
      .where(syntax.isAnyOf(printTerm.article_id, 'ids'))
      .orderBy(printTerm.term_id),
  )
  return function* (ids) {
    const rows = yield* terms.all({ ids: JSON.stringify(ids) })
    return Map.groupBy(rows, ({ id }) => id)
  }
}

/** Reads articles as an extent requests them, in the order of the ids; undefined if an article is not delivered. */
function createCopyReader(
  reader: Connection,
  damage: Damage,
): (ids: readonly Id[], of: Extent['of']) => Routine<(Copy | undefined)[]> {
  const prints = createPrintReader(reader, damage)
  const ref = prepared(
    reader.db
      .select({
        slug: printTable.slug,
        language: printTable.language,
        revision: printTable.revision,
        publishedAt: printTable.published_at,
      })
      .from(printTable)
      .where(equals(printTable.article_id, 'id')),
  )

  function* refOf(articleId: Id): Routine<StoredRef | undefined> {
    const row = yield* ref.get({ id: articleId })
    return row && { articleId, ...row, publishedAt: instantAt(row.publishedAt) }
  }

  return function* (ids, of) {
    if (of === 'ref') return yield* each(ids, refOf)
    const found = new Map((yield* prints.several(ids, of === 'body')).map(print => [print.articleId, print]))
    const copies: (Copy | undefined)[] = []
    for (const id of ids) {
      const print = found.get(id)
      const ref = print ? undefined : yield* refOf(id)
      copies.push(print ?? (ref && { ...ref, isDamaged: true }))
    }
    return copies
  }
}

function isPrint(copy: Copy): copy is StoredPrint {
  return 'item' in copy
}

function sizeOf(copy: Copy | undefined): number {
  if (!copy || !isPrint(copy)) return 0
  return (copy.body ?? copy.item).length
}
