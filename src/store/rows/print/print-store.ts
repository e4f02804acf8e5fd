import { setImmediate as turn } from 'node:timers/promises'
import { isId } from '../../../domain/id.ts'
import type { Clock } from '../../../domain/instant.ts'
import type { ListQuery } from '../../../domain/page/query.ts'
import type { Found, PrintPage, PrintStore } from '../../../domain/store/print-store.ts'
import { createSlugRows } from '../article/slug.ts'
import type { Connection } from '../database/connection.ts'
import type { Damage } from '../database/damage.ts'
import type { Routine } from '../database/routine.ts'
import { createLists } from '../list/list.ts'
import type { ListPosition, RankedPosition } from '../list/position.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createCurrentEpochReader } from './current-epoch.ts'
import type { Epoch } from './epoch.ts'
import { createPrintReader } from './print-reader.ts'
import type { Reprint } from './reprint.ts'

/** The delivered articles. */
export function createPrintStore(
  reader: Connection,
  reprint: Reprint,
  options: { epoch: Epoch; clock: Clock; damage: Damage },
): PrintStore {
  const prints = createPrintReader(reader, options.damage)
  const lists = createLists(reader)
  const slugs = createSlugRows(reader)
  const tombstones = createTombstoneRows(reader)
  const { snapshot } = reader
  const inCurrentEpoch = createCurrentEpochReader(reader, reprint, options)

  function* read(by: Parameters<typeof prints.whole>[0], value: string): Routine<Found | undefined> {
    const print = yield* prints.whole(by, value)
    return print && { kind: 'print', print }
  }

  const named = (ref: string) => read(isId(ref) ? 'article_id' : 'slug', ref)

  function* lookUp(ref: string): Routine<Found | undefined> {
    const id = isId(ref) ? ref : yield* slugs.target(ref)
    if (id === undefined) return undefined
    const print = yield* prints.item(id)
    if (print) return { kind: 'moved', slug: print.slug, articleId: id }
    const tombstone = yield* tombstones.byId(id)
    return tombstone && { kind: 'gone', tombstone }
  }

  function* find(ref: string): Routine<Found | undefined> {
    return (yield* named(ref)) ?? (yield* lookUp(ref))
  }

  function* firstWithUrl(urls: Iterable<string>): Routine<Found | undefined> {
    for (const url of urls) {
      const found = yield* read('canonical_url', url)
      if (found) return found
    }
    return undefined
  }

  function* firstWithPath(paths: Iterable<string>): Routine<Found | undefined> {
    for (const path of paths) {
      const id = yield* slugs.byPath(path)
      const found = id === undefined ? undefined : yield* find(id)
      if (found) return found
    }
    return undefined
  }

  function* list(query: ListQuery, bodies: boolean): Routine<PrintPage> {
    const { ids, ...page } = yield* lists.page(query)
    return { prints: yield* prints.several(ids, bodies), ...page }
  }

  /** Adds up a count in parts. Some have many: other requests are served in between. */
  async function sumOfParts<Position>(
    count: (from: Position | undefined) => Routine<{ articles: number; from?: Position | undefined }>,
  ): Promise<number> {
    let total = 0
    for (let from: Position | undefined; ; ) {
      const part = await reader.read(() => count(from))
      total += part.articles
      from = part.from
      if (from === undefined) return total
      await turn()
    }
  }

  return {
    // A hit is one statement, which is consistent by itself. A miss takes several, so it is repeated in a snapshot.
    find: ref =>
      inCurrentEpoch<Found | undefined>(
        async () => (await reader.read(() => named(ref))) ?? snapshot(() => find(ref)),
        printIn,
      ),
    readAt: urls => inCurrentEpoch<Found | undefined>(() => snapshot(() => firstWithUrl(urls)), printIn),
    findByPath: paths => inCurrentEpoch<Found | undefined>(() => snapshot(() => firstWithPath(paths)), printIn),
    list: (query, bodies) =>
      inCurrentEpoch(
        () => snapshot(() => list(query, bodies)),
        page => page.prints,
      ),
    listByIds: (ids, bodies) =>
      inCurrentEpoch(
        () => snapshot(() => prints.several([...new Set(ids)], bodies)),
        found => found,
      ),
    count: filter => sumOfParts<ListPosition>(from => lists.count(filter, from)),
    countPopular: (filter, window) => sumOfParts<RankedPosition>(from => lists.countPopular(filter, window, from)),
    reprint: at => reprint.batch(at),
  }
}

const printIn = (found: Found | undefined) => (found?.kind === 'print' ? [found.print] : [])
