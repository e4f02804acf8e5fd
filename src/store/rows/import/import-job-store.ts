import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import { demandRetryable, demandRoom, type ImportJob, isOver, noCounts } from '../../../domain/import/job.ts'
import type {
  ImportItemQuery,
  ImportJobStore,
  ImportQuery,
  WaitingImports,
} from '../../../domain/store/import/import-job-store.ts'
import { job, jobItem } from '../../schema/job.ts'
import { sourceOwner } from '../../schema/source.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import { createFileNameEraser } from '../article/erase.ts'
import type { Connection } from '../database/connection.ts'
import { and, asc, desc, eq, gt, inArray, lt, sql } from '../database/drizzle.ts'
import { type PageRead, readPage } from '../database/keyset-page.ts'
import { reads, writes } from '../database/port.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, insertInto, prepared } from '../database/statement.ts'
import { json, parsed, stored } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { type ImportInput, type ImportProgress, type ItemRow, itemOf, type JobRow, jobOf } from './import-job.ts'

/** Imports for the editorial API. */
export function createImportJobStore(
  { reader, connection }: { reader: Connection; connection: Connection },
  writer: Writer,
): ImportJobStore {
  const isImport = and(equals(job.id, 'id'), eq(job.kind, 'import'))
  const find = prepared(reader.db.select().from(job).where(isImport))
  const inWrite = prepared(connection.db.select().from(job).where(isImport))
  const add = insertInto(connection, job)
  const cancel = prepared(
    connection.db
      .update(job)
      .set({ state: 'cancelled', ended_at: bound('at'), lease_owner: null, lease_until: null })
      .where(equals(job.id, 'id')),
  )
  const retry = prepared(
    connection.db
      .update(job)
      .set({
        state: 'waiting',
        ended_at: null,
        error: null,
        cursor: bound('cursor'),
        input: bound('input'),
      })
      .where(equals(job.id, 'id')),
  )
  const waiting = createWaitingReader(reader)
  const waitingInWrite = createWaitingReader(connection)
  const forgetFiles = createFileNameEraser(connection)
  const audit = createAuditRows(connection)
  const answers = createIdempotencyRows(connection)

  function* rowInWrite(id: Id): Routine<JobRow> {
    const row = yield* inWrite.get({ id })
    if (!row) throw new AppError('import-not-found', 'No import has that id.')
    return row
  }

  function* jobInWrite(id: Id): Routine<ImportJob> {
    return jobOf(yield* rowInWrite(id))
  }

  const jobLists = createStatementCache<ReturnType<typeof prepareJobs>>()
  function prepareJobs(isOfState: boolean, isOfActors: boolean, isFrom: boolean, backwards: boolean) {
    return prepared(
      reader.db
        .select()
        .from(job)
        .where(
          and(
            eq(job.kind, 'import'),
            isOfState ? equals(job.state, 'state') : undefined,
            isOfActors ? reader.syntax.isAnyOf(job.actor, 'actors') : undefined,
            isFrom ? (backwards ? gt : lt)(job.id, bound('from')) : undefined,
          ),
        )
        .orderBy((backwards ? asc : desc)(job.id))
        .limit(sql.placeholder('limit')),
    )
  }

  function* jobs({ state, actors }: ImportQuery, { limit, from, backwards }: PageRead<Id>): Routine<JobRow[]> {
    const shape = [state !== undefined, actors !== undefined, from !== undefined, backwards] as const
    const statement = jobLists(`${shape}`, () => prepareJobs(...shape))
    return yield* statement.all({ state, limit, from, actors: actors && JSON.stringify(actors) })
  }

  const itemLists = createStatementCache<ReturnType<typeof prepareItems>>()
  function prepareItems(isOfResult: boolean, isFrom: boolean, backwards: boolean) {
    return prepared(
      reader.db
        .select()
        .from(jobItem)
        .where(
          and(
            equals(jobItem.job_id, 'jobId'),
            isOfResult ? equals(jobItem.outcome, 'result') : undefined,
            isFrom ? (backwards ? lt : gt)(jobItem.position, bound('from')) : undefined,
          ),
        )
        .orderBy((backwards ? desc : asc)(jobItem.position))
        .limit(sql.placeholder('limit')),
    )
  }

  function* items(
    { jobId, result }: ImportItemQuery,
    { limit, from, backwards }: PageRead<number>,
  ): Routine<ItemRow[]> {
    const shape = [result !== undefined, from !== undefined, backwards] as const
    return yield* itemLists(`${shape}`, () => prepareItems(...shape)).all({ jobId, result, limit, from })
  }

  const ownerIn = (of: Connection) =>
    prepared(of.db.select({ owner: sourceOwner.key_id }).from(sourceOwner).where(equals(sourceOwner.source, 'source')))
  const ownerOf = ownerIn(connection)
  const knownOwner = ownerIn(reader)
  const setOwner = insertInto(connection, sourceOwner, { conflict: { ignore: true } })

  /** @throws AppError `source-taken` */
  function* claimSource(
    { source, owner, dryRun }: { source: string; owner: Id; dryRun: boolean },
    mayPublish: boolean,
  ): Routine<void> {
    const now = (yield* ownerOf.get({ source }))?.owner
    if (now === undefined && !dryRun) yield* setOwner({ source, key_id: owner })
    if (now === undefined || now === owner || mayPublish) return
    const detail = `The source "${source}" belongs to another key. Use another name, or a key with articles:publish.`
    throw new AppError('source-taken', detail)
  }

  return {
    ...reads<Pick<ImportJobStore, 'waitingImports' | 'importJob' | 'importJobs' | 'importItems'>>(reader, {
      waitingImports: actor => waiting(actor),
      *importJob(id) {
        const row = yield* find.get({ id })
        return row && jobOf(row)
      },
      *importJobs(query) {
        const { rows, ...ends } = yield* readPage(
          query,
          page => jobs(query, page),
          row => row.id,
        )
        return { jobs: rows.map(jobOf), ...ends }
      },
      *importItems(query) {
        const { rows, ...ends } = yield* readPage(
          query,
          page => items(query, page),
          row => row.position,
        )
        return { items: rows.map(itemOf), ...ends }
      },
    }),
    ...writes<Pick<ImportJobStore, 'retryImport' | 'cancelImport' | 'addImport'>>(writer, {
      *retryImport(id, mayPublish, bounds, { idempotency, ...write }) {
        const now = yield* jobInWrite(id)
        demandRetryable(now, write.at)
        demandRoom(yield* waitingInWrite(now.actor), now.files.bytes, bounds)
        const row = yield* rowInWrite(id)
        const input = parsed<ImportInput>(row.input ?? '')
        const rights = mayPublish ? input.rights : { ...input.rights, publish: false }
        const progress = parsed<ImportProgress>(row.cursor)
        yield* retry.run({ id, cursor: json({ ...progress, tries: 0 }), input: json({ ...input, rights }) })
        yield* audit.add(write, { action: 'import.retry', detail: { import: id } })
        const retried = yield* jobInWrite(id)
        yield* answers.keep(
          { ...write, idempotency: idempotency && { ...idempotency, answer: () => idempotency.answer(retried) } },
          [],
        )
        return retried
      },
      *cancelImport(id, write) {
        const now = yield* jobInWrite(id)
        if (isOver(now) && now.state !== 'failed') return now
        yield* cancel.run({ at: stored(write.at), id })
        yield* forgetFiles(id)
        yield* audit.add(write, { action: 'import.cancel', detail: { import: id, items: now.items } })
        return yield* jobInWrite(id)
      },
      *addImport({ id, options, rights, files }, owner, bounds, write) {
        const { at, actor, onBehalfOf, requestId, address } = write
        const input: ImportInput = { options, rights, files, onBehalfOf, requestId, address }
        const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
        const progress: ImportProgress = { file: 0, item: 0, counts: noCounts, tries: 0 }
        demandRoom(yield* waitingInWrite(actor), total, bounds)
        yield* claimSource({ ...options, owner }, rights.publish)
        yield* add({
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
        yield* audit.add(write, {
          action: 'import.start',
          detail: { import: id, source: options.source, files: files.length },
        })
        yield* answers.keep(write, [])
      },
    }),
    async claimSource(source) {
      if (await reader.read(() => knownOwner.get({ source }))) return
      await writer.write(() => setOwner({ source, key_id: '' }))
    },
  }
}

function createWaitingReader({ db }: Connection): (actor: string) => Routine<WaitingImports> {
  const waiting = prepared(
    db
      .select({
        imports: sql<number>`count(*)`,
        bytes: sql<number>`coalesce(sum(${job.total}), 0)`,
        own: sql<number>`count(*) FILTER (WHERE ${equals(job.actor, 'actor')})`,
      })
      .from(job)
      .where(and(eq(job.kind, 'import'), inArray(job.state, ['waiting', 'running']))),
  )
  return function* (actor) {
    return (yield* waiting.get({ actor })) ?? { imports: 0, bytes: 0, own: 0 }
  }
}
