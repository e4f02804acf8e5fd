import { setImmediate as turn } from 'node:timers/promises'
import { type Id, isId } from '../../../domain/id.ts'
import type { Clock } from '../../../domain/instant.ts'
import type { Found, PrintStore } from '../../../domain/store/print-store.ts'
import { createSlugRows } from '../article/slug.ts'
import type { Connection } from '../database/connection.ts'
import { createSnapshot } from '../database/snapshot.ts'
import { createLists } from '../list/list.ts'
import { createTombstoneRows } from '../log/tombstone.ts'
import { createCurrentEpochReader } from './current-epoch.ts'
import { type Damage, unlessDamaged } from './damage.ts'
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
  const snapshot = createSnapshot(reader)
  const inCurrentEpoch = createCurrentEpochReader(reprint, options)

  function read(by: Parameters<typeof prints.whole>[0], value: string): Found | undefined {
    const print = prints.whole(by, value)
    return print && { kind: 'print', print }
  }

  const named = (ref: string) => read(isId(ref) ? 'article_id' : 'slug', ref)

  function lookUp(ref: string): Found | undefined {
    const id = isId(ref) ? ref : slugs.target(ref)
    if (id === undefined) return undefined
    const print = prints.item(id)
    if (print) return { kind: 'moved', slug: print.slug, articleId: id }
    const tombstone = tombstones.byId(id)
    return tombstone && { kind: 'gone', tombstone }
  }

  const several = (ids: Iterable<Id>, bodies: boolean) =>
    [...ids]
      .map(id => unlessDamaged(() => (bodies ? prints.whole('article_id', id) : prints.item(id))))
      .filter(print => print !== undefined)

  return {
    // A hit is one statement, which is consistent by itself. A miss takes several, so it is repeated in a snapshot.
    find: ref =>
      inCurrentEpoch<Found | undefined>(() => named(ref) ?? snapshot(() => named(ref) ?? lookUp(ref)), printIn),
    readAt: urls =>
      inCurrentEpoch<Found | undefined>(
        () => snapshot(() => firstOf(urls, url => read('canonical_url', url))),
        printIn,
      ),
    findByPath: paths =>
      inCurrentEpoch<Found | undefined>(
        () =>
          snapshot(() =>
            firstOf(paths, path => {
              const id = slugs.byPath(path)
              return id === undefined ? undefined : (named(id) ?? lookUp(id))
            }),
          ),
        printIn,
      ),
    list: (query, bodies) =>
      inCurrentEpoch(
        () =>
          snapshot(() => {
            const { ids, ...page } = lists.page(query)
            return { prints: several(ids, bodies), ...page }
          }),
        page => page.prints,
      ),
    listByIds: (ids, bodies) =>
      inCurrentEpoch(
        () => snapshot(() => several(new Set(ids), bodies)),
        found => found,
      ),
    async count(filter) {
      let total = 0
      for (const part of lists.counts(filter)) {
        total += part
        // Some counts have many parts. Other requests are served in between.
        await turn()
      }
      return total
    },
    reprint: at => reprint.batch(at),
  }
}

const printIn = (found: Found | undefined) => (found?.kind === 'print' ? [found.print] : [])

/** The first result that is not undefined. */
function firstOf<Value, Result>(
  values: Iterable<Value>,
  find: (value: Value) => Result | undefined,
): Result | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}
