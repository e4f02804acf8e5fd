import { AppError } from '../../domain/error.ts'
import { type Id, isId } from '../../domain/id.ts'
import { type Clock, instantOf } from '../../domain/instant.ts'
import type { PrintLayout } from '../../domain/print-layout.ts'
import type { Found, PrintStore, StoredPrint } from '../../domain/store/print-store.ts'
import type { Connection } from './connection.ts'
import { createLists } from './list.ts'
import type { Reprint } from './reprint.ts'
import { createSlugRows } from './slug.ts'
import { createTombstoneRows } from './tombstone.ts'
import { instantAt } from './value.ts'

/** How often a read makes prints again before it gives up: more than once means that two configurations fight. */
const attempts = 10

type Row = Omit<StoredPrint, 'printedAt' | 'publishedAt' | 'updatedAt' | 'layout'> & {
  printedAt: number
  publishedAt: number
  updatedAt: number
  layout: string
}

/** What the public sees. Columns go straight into the answer, bodies as the buffers that SQLite hands out. */
export function createPrintStore(
  reader: Connection,
  reprint: Reprint,
  options: { epoch: string; clock: Clock },
): PrintStore {
  const { epoch, clock } = options
  const lists = createLists(reader)
  const slugs = createSlugRows(reader)
  const tombstones = createTombstoneRows(reader)
  const select = (body: boolean, column: 'slug' | 'article_id') =>
    reader.prepare<[string], Row>(
      `SELECT p.article_id AS articleId, p.slug, p.language, p.revision, p.epoch, p.printed_at AS printedAt,
         p.published_at AS publishedAt, p.updated_at AS updatedAt, coalesce(v.views, 0) AS views, p.layout, p.item
         ${body ? ', b.body' : ''}
       FROM print p ${body ? 'JOIN print_body b ON b.article_id = p.article_id' : ''}
         LEFT JOIN view_count v ON v.article_id = p.article_id WHERE p.${column} = ?`,
    )
  const whole = { bySlug: select(true, 'slug'), byId: select(true, 'article_id') }
  const itemById = select(false, 'article_id')

  const begin = reader.prepare('BEGIN')
  const end = reader.prepare('COMMIT')

  function oneMoment<Result>(read: () => Result): Result {
    begin.run()
    try {
      return read()
    } finally {
      end.run()
    }
  }

  /** Reads until every print in the answer is of this epoch. */
  async function fresh<Answer>(read: () => { answer: Answer; rows: readonly Row[] }): Promise<Answer> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { answer, rows } = read()
      const stale = rows.filter(row => row.epoch !== epoch)
      if (stale.length === 0) return answer
      await reprint.freshen(
        stale.map(row => row.articleId),
        now(),
      )
    }
    throw new AppError('unavailable', 'The answer is being prepared.', {
      hint: 'Processes of different configuration print the same articles in turn. Give all of them the same.',
    })
  }

  const now = () => instantOf(clock()) ?? instantAt(0)
  const rowsOf = (ids: Iterable<Id>, bodies: boolean) => {
    const statement = bodies ? whole.byId : itemById
    return [...ids].flatMap(id => statement.get(id) ?? [])
  }

  function lookUp(ref: string): Found | undefined {
    const id = isId(ref) ? ref : slugs.target(ref)
    const row = id === undefined ? undefined : itemById.get(id)
    if (row) return { kind: 'moved', slug: row.slug, articleId: row.articleId }
    const tombstone = id === undefined ? undefined : tombstones.byId(id)
    return tombstone && { kind: 'gone', tombstone }
  }

  return {
    find(ref) {
      const statement = isId(ref) ? whole.byId : whole.bySlug
      const read = () => {
        const row = statement.get(ref)
        return row && { answer: { kind: 'print', print: wholeOf(row) } as const, rows: [row] }
      }
      // One statement is one moment. A miss takes several, so it is asked for again together with them.
      return fresh<Found | undefined>(() => read() ?? oneMoment(() => read() ?? { answer: lookUp(ref), rows: [] }))
    },
    list: (query, bodies) =>
      fresh(() =>
        oneMoment(() => {
          const { ids, ...page } = lists.page(query)
          const rows = rowsOf(ids, bodies)
          return { answer: { prints: rows.map(printOf), ...page }, rows }
        }),
      ),
    listByIds: (ids, bodies) =>
      fresh(() =>
        oneMoment(() => {
          const rows = rowsOf(new Set(ids), bodies)
          return { answer: rows.map(printOf), rows }
        }),
      ),
    async count(filter) {
      return oneMoment(() => lists.count(filter))
    },
    reprint: at => reprint.batch(at),
  }
}

function printOf({ printedAt, publishedAt, updatedAt, layout, ...row }: Row): StoredPrint {
  return {
    ...row,
    printedAt: instantAt(printedAt),
    publishedAt: instantAt(publishedAt),
    updatedAt: instantAt(updatedAt),
    layout: JSON.parse(layout) as PrintLayout,
  }
}

function wholeOf(row: Row): StoredPrint & { body: Uint8Array } {
  const { body } = row
  if (!body) throw new Error(`the print of ${row.articleId} has no body`)
  return { ...printOf(row), body }
}
