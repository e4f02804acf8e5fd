import type { Id } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { PrintUse } from '../../../domain/print/neighbour.ts'
import type { Connection } from '../database/connection.ts'
import { stored } from '../database/value.ts'

/** Jobs that reprint the dependents of a use, by article id. */
export type ReprintJobs = {
  /** Queues a use; a job that exists starts over. */
  add(use: PrintUse, id: Id, at: Instant): void
  /** Takes the next article to reprint, and records it as done; undefined if there is none. */
  next(at: Instant): Id | undefined
  /** Number of prints that remain. */
  remaining(): number
}

type OpenReprintJob = { id: Id; kind: PrintUse['kind']; used: Id; cursor: string; seq: number }

export function createReprintJobs(connection: Connection): ReprintJobs {
  const total = '(SELECT count(*) FROM print_use WHERE kind = @kind AND used_id = @used)'
  const seq = "(SELECT seq FROM sqlite_sequence WHERE name = 'change')"
  const restart = connection.prepare<{ kind: string; used: Id; subject: string }>(
    `UPDATE job SET cursor = '', done = 0, total = ${total}, seq = ${seq}
     WHERE kind = 'reprint' AND subject = @subject AND state IN ('waiting', 'running')`,
  )
  const add = connection.prepare<{ id: Id; kind: string; used: Id; subject: string; at: number }>(
    `INSERT INTO job (id, kind, subject, state, cursor, seq, total, done, actor, created_at)
     VALUES (@id, 'reprint', @subject, 'waiting', '', ${seq}, ${total}, 0, 'system', @at)`,
  )
  const open = connection.prepare<[], Omit<OpenReprintJob, 'kind' | 'used'> & { subject: string }>(
    `SELECT id, subject, cursor, seq FROM job WHERE kind = 'reprint' AND state IN ('waiting', 'running')
     ORDER BY state, id LIMIT 1`,
  )
  // Prints made after the job was queued show the change already.
  const next = connection.prepare<[number, PrintUse['kind'], Id, string], { id: Id; stale: number }>(
    `SELECT u.article_id AS id, p.revision <= ? AS stale FROM print_use u JOIN print p ON p.article_id = u.article_id
     WHERE u.kind = ? AND u.used_id = ? AND u.article_id > ? ORDER BY u.article_id LIMIT 1`,
  )
  const step = connection.prepare<[Id, number, Id]>(
    "UPDATE job SET state = 'running', cursor = ?, done = done + ? WHERE id = ?",
  )
  const end = connection.prepare<[number, Id]>("UPDATE job SET state = 'done', ended_at = ? WHERE id = ?")
  const remaining = connection
    .prepare<[], number>(
      `SELECT coalesce(sum(max(total - done, 0)), 0) FROM job WHERE kind = 'reprint' AND state IN ('waiting', 'running')`,
    )
    .pluck()

  return {
    add({ kind, id: used }, id, at) {
      const subject = `${kind}:${used}`
      if (restart.run({ kind, used, subject }).changes === 0) add.run({ id, kind, used, subject, at: stored(at) })
    },
    next(at) {
      for (let job = open.get(); job; job = open.get()) {
        const [kind, used] = useOf(job.subject)
        let passed = 1
        let found = next.get(job.seq, kind, used, job.cursor)
        for (; found && !found.stale; passed += 1) found = next.get(job.seq, kind, used, found.id)
        if (found) {
          step.run(found.id, passed, job.id)
          return found.id
        }
        end.run(stored(at), job.id)
      }
      return undefined
    },
    remaining: () => remaining.get() ?? 0,
  }
}

function useOf(subject: string): [PrintUse['kind'], Id] {
  const [kind, used = ''] = subject.split(':', 2)
  return [kind as PrintUse['kind'], used]
}
