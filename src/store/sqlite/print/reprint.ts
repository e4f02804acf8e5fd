import type { Id, NewId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Reprinted } from '../../../domain/store/print-store.ts'
import type { Connection } from '../database/connection.ts'
import type { Writer } from '../database/writer.ts'
import type { Epoch } from './epoch.ts'
import type { Publisher, StaleUse } from './publisher.ts'
import { createReprintJobs } from './reprint-job.ts'

/** Milliseconds after which a batch ends. Readers of this process wait for it, for the current print and the commit. */
const batchMilliseconds = 10
/** Milliseconds for which a count of the remaining prints is reused: counting reads every one. */
const countMilliseconds = 1000
/** Dependents that one reprint of a batch may reprint, too. Others are left to a job. */
const dependentsPerReprint = 10

export type Reprint = {
  /** Within a write: reprints up to `limit` stale prints, and leaves the rest to a job. Returns how many changed. */
  reprintStale(stale: readonly StaleUse[], at: Instant, limit: number): number
  /** Reprints those of the articles that have another epoch, in batches. Does nothing unless this epoch is recorded. */
  renew(articleIds: readonly Id[], at: Instant): Promise<void>
  /** Runs one batch: prints of another epoch first, then jobs. */
  batch(at: Instant): Promise<Reprinted>
}

/**
 * Reprints articles when something that they show changes, and when the recorded epoch changes. Stale prints that this
 * process must not reprint get an empty epoch: a process of the recorded epoch reprints them.
 */
export function createReprint(
  connection: Connection,
  writer: Writer,
  publisher: Publisher,
  options: { epoch: Epoch; newId: NewId },
): Reprint {
  const { newId } = options
  const epoch = options.epoch.own
  // The last condition finds an article that links to itself: its print was made before its new address was known.
  const dependentsSql = (
    epochs: string,
  ) => `SELECT u.article_id FROM print_use u JOIN print p ON p.article_id = u.article_id
    WHERE u.kind = @kind AND u.used_id = @id AND ${epochs}
      AND (p.revision < @since OR (p.revision = @since AND u.kind = 'article')) LIMIT +@limit`
  type DependentsQuery = StaleUse & { epoch: string; limit: number }
  const dependents = connection.prepare<DependentsQuery, Id>(dependentsSql('p.epoch = @epoch')).pluck()
  const dependentsOfOtherEpochs = connection
    .prepare<DependentsQuery, Id>(dependentsSql("p.epoch <> @epoch AND p.epoch <> ''"))
    .pluck()
  const clearEpoch = connection.prepare<[Id]>(
    "UPDATE print SET epoch = '', head = json_set(head, '$.epoch', '') WHERE article_id = ?",
  )
  const epochOf = connection.prepare<[Id], string>('SELECT epoch FROM print WHERE article_id = ?').pluck()
  // Two index ranges skip the prints of this epoch; `<>` would read all rows.
  const ofOthers = `SELECT article_id FROM print WHERE epoch < @epoch
    UNION ALL SELECT article_id FROM print WHERE epoch > @epoch`
  const nextOfOtherEpoch = connection.prepare<{ epoch: string }, Id>(`${ofOthers} LIMIT 1`).pluck()
  const countOthers = connection.prepare<{ epoch: string }, number>(`SELECT count(*) FROM (${ofOthers})`).pluck()
  const jobs = createReprintJobs(connection)

  function reprintStale(stale: readonly StaleUse[], at: Instant, limit: number): number {
    if (stale.length === 0) return 0
    const mayReprint = options.epoch.other() === undefined
    const waiting = new Set<Id>()
    let room = limit
    let reprinted = 0
    const collect = (use: StaleUse) => {
      const most = limit + 1
      const found = mayReprint ? dependents.all({ ...use, epoch, limit: most }) : []
      const left = dependentsOfOtherEpochs.all({ ...use, epoch: mayReprint ? epoch : '', limit: most })
      const more = found.filter(id => !waiting.has(id))
      if (left.length > limit || found.length > limit || more.length > room) return jobs.add(use, newId(), at)
      for (const id of left) clearEpoch.run(id)
      for (const id of more) waiting.add(id)
      room -= more.length
    }
    for (const use of stale) collect(use)
    // Iteration includes ids that are added meanwhile: a reprint may make other prints stale.
    for (const id of waiting) {
      waiting.delete(id)
      const made = publisher.reprint(id, at)
      if (!made) continue
      for (const use of made.stale) collect(use)
      reprinted += 1
    }
    return reprinted
  }

  const countOf = () => (options.epoch.isRecorded() ? (countOthers.get({ epoch }) ?? 0) : 0)
  let counted = { left: 0, at: 0 }
  function remainingAfter(reprinted: number): number {
    const now = performance.now()
    const guess = counted.left - reprinted
    if (guess > 0 && now - counted.at < countMilliseconds) counted = { left: guess, at: counted.at }
    else counted = { left: countOf() + jobs.remaining(), at: now }
    return counted.left
  }

  const reprintOne = (id: Id, at: Instant) =>
    1 + reprintStale(publisher.reprint(id, at)?.stale ?? [], at, dependentsPerReprint)

  return {
    reprintStale,
    async renew(articleIds, at) {
      const left = new Set(articleIds)
      while (left.size > 0) {
        await writer.write(() => {
          const until = performance.now() + batchMilliseconds
          if (!options.epoch.isRecorded()) left.clear()
          for (const id of left) {
            if (performance.now() >= until) break
            left.delete(id)
            const made = epochOf.get(id)
            if (made !== undefined && made !== epoch) reprintOne(id, at)
          }
        })
      }
    },
    async batch(at) {
      const other = options.epoch.other()
      if (other) return { reprinted: 0, left: 0, other }
      const reprinted = await writer.write(() => {
        const until = performance.now() + batchMilliseconds
        let made = 0
        // Check within the write: another process may have recorded its epoch meanwhile.
        if (options.epoch.other()) return 0
        const isRecorded = options.epoch.isRecorded()
        while (performance.now() < until) {
          const id = (isRecorded ? nextOfOtherEpoch.get({ epoch }) : undefined) ?? jobs.next(at)
          if (id === undefined) break
          made += reprintOne(id, at)
        }
        return made
      })
      return { reprinted, left: remainingAfter(reprinted) }
    },
  }
}
