import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Printer } from '../../domain/print/print.ts'
import type { Lifetime, Store } from '../../domain/store/store.ts'
import { createAuditStore } from './access/audit-store.ts'
import { createIdempotencyStore } from './access/idempotency.ts'
import { createKeyStore } from './access/key-store.ts'
import { createPreviewTokenStore } from './access/preview-token-store.ts'
import { createArticleStore } from './article/article-store.ts'
import { createEditionRows } from './article/edition.ts'
import { createEditionStore } from './article/edition-store.ts'
import { createExportStore } from './article/export-store.ts'
import { createScheduleStore } from './article/schedule.ts'
import { createVersionStore } from './article/version.ts'
import { type Connection, openReader, openWatch, openWriter, type Waiting } from './database/connection.ts'
import { createFileGuard, type FileGuard } from './database/file-guard.ts'
import { createWriter, type Writer } from './database/writer.ts'
import { createImportJobStore } from './import/import-job-store.ts'
import { createImportQueueStore } from './import/import-queue.ts'
import { createImportStore } from './import/import-store.ts'
import { createArchiveStore } from './log/archive-store.ts'
import { createChangeStore } from './log/change-store.ts'
import { createPingStore } from './log/ping-store.ts'
import { createRetentionStore } from './log/retention.ts'
import { createDamage, type Damage } from './print/damage.ts'
import { createEpoch, createEpochStore } from './print/epoch.ts'
import { createPreviewStore } from './print/preview-store.ts'
import { createDamageCheck } from './print/print-reader.ts'
import { createPrintStore } from './print/print-store.ts'
import { createPublisher } from './print/publisher.ts'
import { createReprint } from './print/reprint.ts'
import { createSyncStore } from './print/sync-store.ts'
import { createTermEditStore } from './term/term-edit.ts'
import { createTermMaker } from './term/term-maker.ts'
import { createTermStore } from './term/term-store.ts'
import { createWorkingStore } from './working-copy/working-store.ts'

export type StoreTools = { printer: Printer; newId: NewId; clock: Clock; waiting: Waiting }

/** Opens a store on an SQLite file that has the newest schema. */
export function openSqliteStore(path: string, { printer, newId, clock, waiting }: StoreTools): Store {
  const connection = openWriter(path, waiting)
  const reader = openReader(path)
  const watch = openWatch(path)
  const guard = createFileGuard(path)
  const writer = createWriter(connection, waiting, { check: guard.check })
  const damage = createDamage()
  const editions = createEditionRows(connection)
  const termMaker = createTermMaker(connection, newId)
  const epoch = createEpoch(connection, printer.epoch)
  const publisher = createPublisher(connection, printer, editions)
  const reprint = createReprint(connection, writer, publisher, { epoch, newId })
  const readEpoch = createEpoch(reader, printer.epoch)
  return {
    ...createArticleStore({ reader, connection }, writer, { publisher, reprint, editions, termMaker }),
    ...createPrintStore(reader, reprint, { epoch: readEpoch, clock, damage }),
    ...createEpochStore(connection, writer, epoch),
    ...createRetentionStore({ reader, connection }, writer),
    ...createPreviewStore(reader, printer, clock),
    ...createTermStore(reader),
    ...createTermEditStore({ reader, connection }, writer, { publisher, reprint }),
    ...createChangeStore(reader, watch),
    ...createArchiveStore(reader),
    ...createPingStore({ reader, connection }, writer),
    ...createSyncStore(reader, reprint, { epoch: readEpoch, clock, damage }),
    ...createWorkingStore(reader),
    ...createEditionStore(reader),
    ...createVersionStore(reader),
    ...createScheduleStore(reader),
    ...createIdempotencyStore(reader),
    ...createKeyStore({ reader, connection }, writer),
    ...createAuditStore({ reader, connection }, writer),
    ...createExportStore(reader),
    ...createImportStore(reader),
    ...createImportJobStore({ reader, connection }, writer),
    ...createImportQueueStore({ reader, connection }, writer),
    ...createPreviewTokenStore({ reader, connection }, writer),
    ...createLifetime({ reader, watch, connection }, writer, guard, damage),
  }
}

function createLifetime(
  connections: { reader: Connection; watch: Connection; connection: Connection },
  writer: Writer,
  guard: FileGuard,
  damage: Damage,
): Lifetime {
  const { reader, watch, connection } = connections
  const probe = reader.prepare('SELECT 1 FROM print LIMIT 1')
  const isDamaged = createDamageCheck(reader, damage)
  /** Writes one page without a change. */
  const touch = () => connection.pragma(`user_version = ${connection.pragma('user_version', { simple: true })}`)
  return {
    async check() {
      try {
        probe.get()
      } catch (cause) {
        throw new AppError('unavailable', 'The store cannot be read.', { cause })
      }
      guard.check()
      // Otherwise the next write, after disk space was freed, might come much later.
      if (writer.isFull()) await writer.write(touch).catch(() => undefined)
      return { damagedPrints: damage.recheck(isDamaged), isFull: writer.isFull() }
    },
    onDamage: listener => damage.listen(listener),
    async close() {
      await writer.idle()
      // The connections end with the process.
      if (guard.isReplaced()) return
      reader.close()
      watch.close()
      // Last, so that it can checkpoint the log and remove it.
      connection.close()
    },
  }
}
