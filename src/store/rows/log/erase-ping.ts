import { type Term, termCollection } from '../../../domain/term/term.ts'
import { websubPing } from '../../schema/change.ts'
import { termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { and, ne, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'

/**
 * Removes the pings that wait for a WebSub hub with a slug of a term in the URL of a feed. Call this while the slugs of the
 * term still exist.
 */
export function createPingEraser({
  db,
  syntax,
}: Connection): (term: Pick<Term, 'id' | 'kind'>, keptSlug: string) => Routine<void> {
  const slugs = prepared(
    db
      .select({ slug: termSlug.slug })
      .from(termSlug)
      .where(and(equals(termSlug.term_id, 'id'), ne(termSlug.slug, bound('keptSlug')))),
  )
  const remove = prepared(db.delete(websubPing).where(sql`${syntax.position(websubPing.topic, bound('folder'))} > 0`))
  return function* ({ id, kind }, keptSlug) {
    for (const { slug } of yield* slugs.all({ id, keptSlug })) {
      yield* remove.run({ folder: `/feeds/${termCollection[kind]}/${encodeURIComponent(slug)}/` })
    }
  }
}
