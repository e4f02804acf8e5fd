import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import { demandRetryable, demandRoom, type ImportJob, isOver, noCounts } from '../../../domain/import/job.ts'
import type {
  ImportItemQuery,
  ImportJobStore,
  ImportQuery,
  WaitingImports,
} from '../../../domain/store/import-job-store.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import { createFileNameEraser } from '../article/erase.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { json, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { type ImportInput, type ImportProgress, type ItemRow, itemOf, type JobRow, jobOf } from './import-job.ts'

/** Imports for the editorial API. */
export function createImportJobStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): ImportJobStore {
  const byId = "SELECT * FROM job WHERE id = ? AND kind = 'import'"
  const find = reader.prepare<[Id], JobRow>(byId)
  const inWrite = connection.prepare<[Id], JobRow>(byId)
  const add = insertInto<JobRow>(connection, 'job')
  const cancel = connection.prepare<[number, Id]>(
    "UPDATE job SET state = 'cancelled', ended_at = ?, lease_owner = NULL, lease_until = NULL WHERE id = ?",
  )
  const retry = connection.prepare<{ id: Id; mayPublish: number }>(
    `UPDATE job SET state = 'waiting', ended_at = NULL, error = NULL, cursor = json_set(cursor, '$.tries', 0),
       input = iif(@mayPublish, input, json_set(input, '$.rights.publish', json('false'))) WHERE id = @id`,
  )
  const forgetFiles = createFileNameEraser(connection)
  const audit = createAuditRows(connection)
  const answers = createIdempotencyRows(connection)

  function jobInWrite(id: Id): ImportJob {
    const row = inWrite.get(id)
    if (!row) throw new AppError('import-not-found', 'No import has that id.')
    return jobOf(row)
  }

  function jobs({ state, actors }: ImportQuery, { limit, from, backwards }: PageRead<Id>): JobRow[] {
    const checks = [
      "kind = 'import'",
      ...(state === undefined ? [] : ['state = @state']),
      ...(actors === undefined ? [] : ['actor IN (SELECT value FROM json_each(@actors))']),
      ...(from === undefined ? [] : [backwards ? 'id > @from' : 'id < @from']),
    ]
    const order = backwards ? 'ASC' : 'DESC'
    const sql = `SELECT * FROM job WHERE ${checks.join(' AND ')} ORDER BY id ${order} LIMIT @limit`
    return reader.prepare<[object], JobRow>(sql).all({ state, limit, from, actors: actors && JSON.stringify(actors) })
  }

  function items({ jobId, result }: ImportItemQuery, { limit, from, backwards }: PageRead<number>): ItemRow[] {
    const checks = [
      'job_id = @jobId',
      ...(result === undefined ? [] : ['outcome = @result']),
      ...(from === undefined ? [] : [backwards ? 'position < @from' : 'position > @from']),
    ]
    const order = backwards ? 'DESC' : 'ASC'
    const sql = `SELECT * FROM job_item WHERE ${checks.join(' AND ')} ORDER BY position ${order} LIMIT @limit`
    return reader.prepare<[object], ItemRow>(sql).all({ jobId, result, limit, from })
  }

  const ownerOf = connection.prepare<[string], string>('SELECT key_id FROM source_owner WHERE source = ?').pluck()
  const knownOwner = reader.prepare<[string]>('SELECT 1 FROM source_owner WHERE source = ?')
  const setOwner = connection.prepare<[string, string]>('INSERT OR IGNORE INTO source_owner VALUES (?, ?)')

  /** @throws AppError `source-taken` */
  function claimSource(
    { source, owner, dryRun }: { source: string; owner: Id; dryRun: boolean },
    mayPublish: boolean,
  ): void {
    const now = ownerOf.get(source)
    if (now === undefined && !dryRun) setOwner.run(source, owner)
    if (now === undefined || now === owner || mayPublish) return
    const detail = `The source "${source}" belongs to another key. Use another name, or a key with articles:publish.`
    throw new AppError('source-taken', detail)
  }

  return {
    async waitingImports(actor) {
      return waitingIn(reader, actor)
    },
    async claimSource(source) {
      if (knownOwner.get(source) === undefined) await writer.write(() => void setOwner.run(source, ''))
    },
    async addImport({ id, options, rights, files }, owner, bounds, write) {
      const { at, actor, onBehalfOf, requestId, address } = write
      const input: ImportInput = { options, rights, files, onBehalfOf, requestId, address }
      const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
      const progress: ImportProgress = { file: 0, item: 0, counts: noCounts, tries: 0 }
      await writer.write(() => {
        demandRoom(waitingIn(connection, actor), total, bounds)
        claimSource({ ...options, owner }, rights.publish)
        add({
          id,
          kind: 'import',
          subject: options.source,
          state: 'waiting',
          input: json(input),
          cursor: json(progress),
          seq: 0,
          total,
          done: 0,
          actor,
          created_at: stored(at),
          ended_at: null,
          lease_owner: null,
          lease_until: null,
          error: null,
        })
        audit.add(write, {
          action: 'import.start',
          detail: { import: id, source: options.source, files: files.length },
        })
        answers.keep(write, [])
      })
    },
    async importJob(id) {
      const row = find.get(id)
      return row && jobOf(row)
    },
    async importJobs(query) {
      const { rows, ...ends } = readPage(
        query,
        page => jobs(query, page),
        row => row.id,
      )
      return { jobs: rows.map(jobOf), ...ends }
    },
    async importItems(query) {
      const { rows, ...ends } = readPage(
        query,
        page => items(query, page),
        row => row.position,
      )
      return { items: rows.map(itemOf), ...ends }
    },
    retryImport(id, mayPublish, bounds, { idempotency, ...write }) {
      return writer.write(() => {
        const now = jobInWrite(id)
        demandRetryable(now, write.at)
        demandRoom(waitingIn(connection, now.actor), now.files.bytes, bounds)
        retry.run({ id, mayPublish: mayPublish ? 1 : 0 })
        audit.add(write, { action: 'import.retry', detail: { import: id } })
        const job = jobInWrite(id)
        answers.keep(
          { ...write, idempotency: idempotency && { ...idempotency, answer: () => idempotency.answer(job) } },
          [],
        )
        return job
      })
    },
    cancelImport(id, write) {
      return writer.write(() => {
        const now = jobInWrite(id)
        if (isOver(now) && now.state !== 'failed') return now
        cancel.run(stored(write.at), id)
        forgetFiles(id)
        audit.add(write, { action: 'import.cancel', detail: { import: id, items: now.items } })
        return jobInWrite(id)
      })
    },
  }
}

function waitingIn(connection: Connection, actor: string): WaitingImports {
  const sql = `SELECT count(*) AS imports, coalesce(sum(total), 0) AS bytes, coalesce(sum(actor = ?), 0) AS own
    FROM job WHERE kind = 'import' AND state IN ('waiting', 'running')`
  return connection.prepare<[string], WaitingImports>(sql).get(actor) ?? { imports: 0, bytes: 0, own: 0 }
}
