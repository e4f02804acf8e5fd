import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../../rows/database/connection.ts'
import { sql } from '../../rows/database/drizzle.ts'
import { createStatementCache, prepared } from '../../rows/database/statement.ts'
import type { CountTerms } from '../../rows/search/facet.ts'
import type { MatchQuery } from '../../rows/search/match-query.ts'
import { whereMatched, withDocuments } from '../../rows/search/match-statement.ts'
import { searchDocument } from '../../schema/search.ts'

const idLength = 36
/** From one id to the next: `["…","…"]`. */
const quote = 0x22

/**
 * Counts the terms of matching documents in JavaScript. SQLite groups rows by sorting them: for 63,544 documents with 300,000
 * terms that takes 510 ms, and this 110 to 140 ms.
 */
export function createTermCount({ db }: Connection): CountTerms {
  const build = (query: MatchQuery) =>
    prepared(
      db
        .select({ ids: sql<string | null>`group_concat(${searchDocument.terms}, '')`.as('ids') })
        .from(withDocuments(query))
        .where(whereMatched(query)),
    )
  const statements = createStatementCache<ReturnType<typeof build>>()
  return function* (query) {
    const counts = new Map<Id, number>()
    const ids = (yield* statements(query.shape, () => build(query)).get(query.bound))?.ids ?? ''
    for (let at = 0; at < ids.length; at += 1) {
      if (ids.charCodeAt(at) !== quote) continue
      const id = ids.slice(at + 1, at + 1 + idLength)
      counts.set(id, (counts.get(id) ?? 0) + 1)
      at += idLength + 1
    }
    return counts
  }
}
