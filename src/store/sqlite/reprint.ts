import type { Id, NewId } from '../../domain/id.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Connection } from './connection.ts'
import type { Press, Stale } from './press.ts'
import { createReprintJobs } from './reprint-job.ts'
import type { Writer } from './writer.ts'

/** Milliseconds after which a batch ends: readers of this process wait for it, for the print under way and the commit. */
const batchMilliseconds = 10
/** Milliseconds for which a count of all that waits is good enough: it reads every one. */
const countMilliseconds = 1000
/** Dependents that a print remade in a batch may pull along, so that one print does not outgrow the batch. */
const remadeInBatch = 10

export type Reprint = {
  /** Within a write: makes again what became stale, up to `limit` prints; leaves the rest to a job. Answers how many. */
  settle(stale: readonly Stale[], at: Instant, limit: number): number
  /** Makes those of the prints again that are of another epoch, in batches. */
  freshen(articleIds: readonly Id[], at: Instant): Promise<void>
  /** One batch of what is of another epoch, else of a job. */
  batch(at: Instant): Promise<{ reprinted: number; left: number }>
}

/** Keeps prints in step with what they show, and with the epoch. */
export function createReprint(
  connection: Connection,
  writer: Writer,
  press: Press,
  options: { epoch: string; newId: NewId },
): Reprint {
  const { epoch, newId } = options
  // A print of another epoch is made again before anyone reads it, so it need not be now. The second half of the
  // condition is an article that links to itself: its print was made before it knew its own new address.
  const users = connection
    .prepare<Stale & { epoch: string; limit: number }, Id>(
      `SELECT u.article_id FROM print_use u JOIN print p ON p.article_id = u.article_id
       WHERE u.kind = @kind AND u.used_id = @id AND p.epoch = @epoch
         AND (p.revision < @since OR (p.revision = @since AND u.kind = 'article')) LIMIT +@limit`,
    )
    .pluck()
  const epochOf = connection.prepare<[Id], string>('SELECT epoch FROM print WHERE article_id = ?').pluck()
  // Two ranges walk the index past this epoch's own prints; `<>` would read them all.
  const others = `SELECT article_id FROM print WHERE epoch < @epoch
    UNION ALL SELECT article_id FROM print WHERE epoch > @epoch`
  const another = connection.prepare<{ epoch: string }, Id>(`${others} LIMIT 1`).pluck()
  const countOthers = connection.prepare<{ epoch: string }, number>(`SELECT count(*) FROM (${others})`).pluck()
  const jobs = createReprintJobs(connection)

  function settle(stale: readonly Stale[], at: Instant, limit: number): number {
    const waiting = new Set<Id>()
    let room = limit
    let reprinted = 0
    const take = (use: Stale) => {
      const found = users.all({ ...use, epoch, limit: limit + 1 })
      const more = found.filter(id => !waiting.has(id))
      if (found.length > limit || more.length > room) return jobs.add(use, newId(), at)
      for (const id of more) waiting.add(id)
      room -= more.length
    }
    for (const use of stale) take(use)
    // A set goes on to what is added while it is walked: a print remade here may itself look different to others.
    for (const id of waiting) {
      waiting.delete(id)
      for (const use of press.reprint(id, at)?.stale ?? []) take(use)
      reprinted += 1
    }
    return reprinted
  }

  let counted = { left: 0, at: 0 }
  function leftAfter(reprinted: number): number {
    const now = performance.now()
    const guess = counted.left - reprinted
    if (guess > 0 && now - counted.at < countMilliseconds) counted = { left: guess, at: counted.at }
    else counted = { left: (countOthers.get({ epoch }) ?? 0) + jobs.left(), at: now }
    return counted.left
  }

  const remake = (id: Id, at: Instant) => 1 + settle(press.reprint(id, at)?.stale ?? [], at, remadeInBatch)

  return {
    settle,
    async freshen(articleIds, at) {
      const left = new Set(articleIds)
      while (left.size > 0) {
        await writer.write(() => {
          const until = performance.now() + batchMilliseconds
          for (const id of left) {
            if (performance.now() >= until) break
            left.delete(id)
            const made = epochOf.get(id)
            if (made !== undefined && made !== epoch) remake(id, at)
          }
        })
      }
    },
    async batch(at) {
      const reprinted = await writer.write(() => {
        const until = performance.now() + batchMilliseconds
        let made = 0
        while (performance.now() < until) {
          const id = another.get({ epoch }) ?? jobs.next(at)
          if (id === undefined) break
          made += remake(id, at)
        }
        return made
      })
      return { reprinted, left: leftAfter(reprinted) }
    },
  }
}
