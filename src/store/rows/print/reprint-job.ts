import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { PrintUse } from '../../../domain/print/neighbour.ts'
import { job } from '../../schema/job.ts'
import { print, printUse } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gt, inArray, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared, sqliteSequence } from '../database/statement.ts'
import { stored } from '../database/value.ts'

/** Jobs that reprint the dependents of a use, by article id. */
export type ReprintJobs = {
  /** Queues a use; a job that exists starts over. */
  add(use: PrintUse, id: Id, at: Instant): Routine<void>
  /** Takes the next article to reprint, and records it as done; undefined if there is none. */
  next(at: Instant): Routine<Id | undefined>
  /** Number of prints that remain. */
  remaining(): Routine<number>
}

export function createReprintJobs({ db, syntax }: Connection): ReprintJobs {
  const isWaiting = and(eq(job.kind, 'reprint'), inArray(job.state, ['waiting', 'running']))
  const isUse = and(equals(printUse.kind, 'kind'), equals(printUse.used_id, 'used'))
  const fresh = {
    cursor: '',
    done: 0,
    total: sql`${db.select({ total: sql`count(*)` }).from(printUse).where(isUse)}`,
    seq: sql`${db.select({ seq: sqliteSequence.seq }).from(sqliteSequence).where(eq(sqliteSequence.name, 'change'))}`,
  }
  const restart = prepared(
    db
      .update(job)
      .set(fresh)
      .where(and(isWaiting, equals(job.subject, 'subject'))),
  )
  const add = prepared(
    db.insert(job).values({
      ...fresh,
      id: bound('id'),
      kind: 'reprint',
      subject: bound('subject'),
      state: 'waiting',
      actor: 'system',
      created_at: bound('at'),
    }),
  )
  const open = prepared(
    db
      .select({ id: job.id, subject: job.subject, cursor: job.cursor, seq: job.seq })
      .from(job)
      .where(isWaiting)
      .orderBy(job.state, job.id)
      .limit(1),
  )
  // Prints made after the job was queued show the change already.
  const stale = db
    .select({ stale: sql<0 | 1>`${print.revision} <= ${bound('seq')}`.as('stale') })
    .from(print)
    .where(eq(print.article_id, printUse.article_id))
  const next = prepared(
    db
      .select({ id: printUse.article_id, stale: sql<0 | 1 | null>`${stale}` })
      .from(printUse)
      .where(and(isUse, gt(printUse.article_id, bound('after'))))
      .orderBy(printUse.article_id)
      .limit(1),
  )
  const isJob = equals(job.id, 'id')
  const step = prepared(
    db
      .update(job)
      .set({ state: 'running', cursor: bound('cursor'), done: sql`${job.done} + ${bound('passed')}` })
      .where(isJob),
  )
  const end = prepared(
    db
      .update(job)
      .set({ state: 'done', ended_at: bound('at') })
      .where(isJob),
  )
  const remaining = prepared(
    db
      .select({ prints: sql<number>`coalesce(sum(${syntax.greatest(sql`${job.total} - ${job.done}`, sql`0`)}), 0)` })
      .from(job)
      .where(isWaiting),
  )

  return {
    *add({ kind, id: used }, id, at) {
      const subject = `${kind}:${used}`
      if ((yield* restart.run({ kind, used, subject })).changes === 0)
        yield* add.run({ id, kind, used, subject, at: stored(at) })
    },
    *next(at) {
      for (let waiting = yield* open.get(); waiting; waiting = yield* open.get()) {
        const { id, subject, cursor, seq } = waiting
        const [kind, used] = useOf(subject)
        let passed = 1
        let found = yield* next.get({ seq, kind, used, after: cursor })
        for (; found && !found.stale; passed += 1) found = yield* next.get({ seq, kind, used, after: found.id })
        if (found) {
          yield* step.run({ cursor: found.id, passed, id })
          return found.id
        }
        yield* end.run({ at: stored(at), id })
      }
      return undefined
    },
    *remaining() {
      return (yield* remaining.get())?.prints ?? 0
    },
  }
}

function useOf(subject: string): [PrintUse['kind'], Id] {
  const [kind, used = ''] = subject.split(':', 2)
  return [kind as PrintUse['kind'], used]
}
