import type { SQL } from 'drizzle-orm'
import type { Id, NewId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Reprinted } from '../../../domain/store/print-store.ts'
import { print, printUse } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { type Damage, isPrintDamaged } from '../database/damage.ts'
import { and, eq, gt, lt, ne, or, sql, unionAll } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, prepared } from '../database/statement.ts'
import type { Writer } from '../database/writer.ts'
import { createEpoch, type Epoch } from './epoch.ts'
import type { PrintResult, Publisher, StaleUse } from './publisher.ts'
import { createReprintJobs } from './reprint-job.ts'

/** Milliseconds after which a batch starts no further print. On SQLite the readers of this process wait for its end. */
const batchMilliseconds = 10
/** Milliseconds for which a count of the remaining prints is reused: counting reads every one. */
const countMilliseconds = 1000
/** Dependents that one reprint of a batch may reprint, too. Others are left to a job. */
const dependentsPerReprint = 10

/** The prints that one write reprints: those that wait, and how many more fit. */
type Round = { at: Instant; limit: number; mayReprint: boolean; waiting: Set<Id>; room: number }

export type Reprint = {
  /** Within a write: reprints up to `limit` stale prints, and leaves the rest to a job. Returns how many changed. */
  reprintStale(stale: readonly StaleUse[], at: Instant, limit: number): Routine<number>
  /** Reprints those of the articles that have another epoch, in batches. Does nothing unless this epoch is recorded. */
  renew(articleIds: readonly Id[], at: Instant): Promise<void>
  /** Runs one batch: prints of another epoch first, then jobs. */
  batch(at: Instant): Promise<Reprinted>
}

/**
 * Reprints articles when something that they show changes, and when the recorded epoch changes.
 *
 * The epoch names the version of the printer and its settings, such as the public address. The database records the one
 * that all prints should have; each print has the one that it was made with, in a column and in its head. A use says that
 * a print shows something of an article, a term or a group of translations. Stale prints that this process must not
 * reprint, because another epoch is recorded, get an empty epoch: a process of the recorded epoch reprints them.
 */
export function createReprint(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
  publisher: Publisher,
  options: { epoch: Epoch; newId: NewId; damage: Damage },
): Reprint {
  const { newId } = options
  const epoch = options.epoch.own
  const { db } = connection
  // The last condition finds an article that links to itself: its print was made before its new address was known.
  const isStale = or(
    lt(print.revision, bound('since')),
    and(equals(print.revision, 'since'), eq(printUse.kind, 'article')),
  )
  const dependentsOf = (isInEpoch: SQL | undefined) => {
    // A subquery: PostgreSQL would join the tables, and read all prints for it.
    const stale = db
      .select({ one: sql`1` })
      .from(print)
      .where(and(eq(print.article_id, printUse.article_id), isInEpoch, isStale))
    return prepared(
      db
        .select({ id: printUse.article_id })
        .from(printUse)
        .where(and(equals(printUse.kind, 'kind'), equals(printUse.used_id, 'id'), sql`${stale} = 1`))
        .limit(sql.placeholder('limit')),
    )
  }
  const dependents = dependentsOf(equals(print.epoch, 'epoch'))
  const dependentsOfOtherEpochs = dependentsOf(and(ne(print.epoch, bound('epoch')), ne(print.epoch, '')))
  const isPrint = equals(print.article_id, 'id')
  const putEpoch = prepared(
    db
      .update(print)
      .set({ epoch: bound('epoch'), head: bound('head') })
      .where(isPrint),
  )
  const headOf = prepared(db.select({ head: print.head }).from(print).where(isPrint))
  const epochOf = prepared(db.select({ epoch: print.epoch }).from(print).where(isPrint))
  // Two index ranges skip the prints of this epoch; `<>` would read all rows.
  const otherPrints = () => {
    const select = () => db.select({ id: print.article_id }).from(print)
    return unionAll(select().where(lt(print.epoch, bound('epoch'))), select().where(gt(print.epoch, bound('epoch'))))
  }
  const nextOfOtherEpoch = prepared(otherPrints().limit(1))
  const countOthers = prepared(reader.db.select({ prints: sql<number>`count(*)` }).from(otherPrints().as('other')))
  const jobs = createReprintJobs(connection)
  const readerEpoch = createEpoch(reader, epoch)
  const readerJobs = createReprintJobs(reader)

  function* setEpoch(id: Id, epoch: string): Routine<void> {
    const { head = '{}' } = (yield* headOf.get({ id })) ?? {}
    yield* putEpoch.run({ id, epoch, head: withEpoch(head, epoch) })
  }

  /**
   * Reprints an article. If its edition is damaged, it keeps its print, in the epoch of this process: one article must not
   * keep others from being reprinted.
   */
  function* reprint(id: Id, at: Instant): Routine<PrintResult | undefined> {
    try {
      return yield* publisher.reprint(id, at)
    } catch (error) {
      if (!isPrintDamaged(error)) throw error
      options.damage.report(id, error)
      yield* setEpoch(id, epoch)
      return undefined
    }
  }

  /**
   * Adds the stale prints of a use, or leaves them to a job if they are many. Prints of other epochs, or all if this process
   * must not reprint, get an empty epoch.
   */
  function* collect(use: StaleUse, round: Round): Routine<void> {
    const { at, limit, mayReprint, waiting } = round
    const most = limit + 1
    const found = mayReprint ? yield* dependents.all({ ...use, epoch, limit: most }) : []
    const left = yield* dependentsOfOtherEpochs.all({ ...use, epoch: mayReprint ? epoch : '', limit: most })
    const more = found.filter(({ id }) => !waiting.has(id))
    if (left.length > limit || found.length > limit || more.length > round.room) {
      yield* jobs.add(use, newId(), at)
      return
    }
    for (const { id } of left) yield* setEpoch(id, '')
    for (const { id } of more) waiting.add(id)
    round.room -= more.length
  }

  function* reprintStale(stale: readonly StaleUse[], at: Instant, limit: number): Routine<number> {
    if (stale.length === 0) return 0
    const mayReprint = (yield* options.epoch.other()) === undefined
    const round: Round = { at, limit, mayReprint, waiting: new Set(), room: limit }
    const { waiting } = round
    let changed = 0
    for (const use of stale) yield* collect(use, round)
    // Iteration includes ids that are added meanwhile: a reprint may make other prints stale.
    for (const id of waiting) {
      waiting.delete(id)
      const made = yield* reprint(id, at)
      if (!made) continue
      for (const use of made.stale) yield* collect(use, round)
      changed += 1
    }
    return changed
  }

  function* countOf() {
    return (yield* readerEpoch.isRecorded()) ? ((yield* countOthers.get({ epoch }))?.prints ?? 0) : 0
  }
  let counted = { left: 0, at: 0 }
  function* remainingAfter(reprinted: number): Routine<number> {
    const now = performance.now()
    const guess = counted.left - reprinted
    if (guess > 0 && now - counted.at < countMilliseconds) counted = { left: guess, at: counted.at }
    else counted = { left: (yield* countOf()) + (yield* readerJobs.remaining()), at: now }
    return counted.left
  }

  /** Reprints an article and some of its dependents. Returns how many prints were processed. */
  function* reprintOne(id: Id, at: Instant): Routine<number> {
    return 1 + (yield* reprintStale((yield* reprint(id, at))?.stale ?? [], at, dependentsPerReprint))
  }

  /** Renews at least one article, and more until the batch ends. */
  function* renewSome(left: Set<Id>, at: Instant): Routine<void> {
    const until = performance.now() + batchMilliseconds
    if (!(yield* options.epoch.isRecorded())) left.clear()
    for (const id of left) {
      left.delete(id)
      const madeIn = (yield* epochOf.get({ id }))?.epoch
      if (madeIn !== undefined && madeIn !== epoch) yield* reprintOne(id, at)
      if (performance.now() >= until) return
    }
  }

  /** Reprints at least one article that waits, and more until the batch ends. Returns how many were processed. */
  function* reprintSome(at: Instant): Routine<number> {
    const until = performance.now() + batchMilliseconds
    let processed = 0
    // Check within the write: another process may have recorded its epoch meanwhile.
    if (yield* options.epoch.other()) return 0
    const isRecorded = yield* options.epoch.isRecorded()
    do {
      const id = (isRecorded ? (yield* nextOfOtherEpoch.get({ epoch }))?.id : undefined) ?? (yield* jobs.next(at))
      if (id === undefined) break
      processed += yield* reprintOne(id, at)
    } while (performance.now() < until)
    return processed
  }

  return {
    reprintStale,
    async renew(articleIds, at) {
      const left = new Set(articleIds)
      while (left.size > 0) {
        await writer.write(() => renewSome(left, at))
      }
    },
    async batch(at) {
      const other = await reader.read(() => readerEpoch.other())
      if (other) return { reprinted: 0, left: 0, other }
      const reprinted = await writer.write(() => reprintSome(at))
      return { reprinted, left: await reader.read(() => remainingAfter(reprinted)) }
    },
  }
}

/** The head of a print with another epoch; unchanged if it is damaged, which reads of the print report. */
function withEpoch(head: string, epoch: string): string {
  try {
    return JSON.stringify({ ...JSON.parse(head), epoch })
  } catch {
    return head
  }
}
