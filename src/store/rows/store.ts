import type { NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Printer } from '../../domain/print/print.ts'
import type { FigureStore } from '../../domain/store/figure-store.ts'
import type { UploadStore } from '../../domain/store/import/upload-store.ts'
import type { LoadStore } from '../../domain/store/load-store.ts'
import type { SearchStore } from '../../domain/store/search-store.ts'
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
import type { Connection } from './database/connection.ts'
import type { Damage } from './database/damage.ts'
import type { Writer } from './database/writer.ts'
import { createImportJobStore } from './import/import-job-store.ts'
import { createImportQueueStore } from './import/import-queue.ts'
import { createImportStore } from './import/import-store.ts'
import { createArchiveStore } from './log/archive-store.ts'
import { createChangeStore } from './log/change-store.ts'
import { createPingStore } from './log/ping-store.ts'
import { createRetentionStore } from './log/retention.ts'
import { createEpoch, createEpochStore } from './print/epoch.ts'
import { createPreviewStore } from './print/preview-store.ts'
import { createPrintStore } from './print/print-store.ts'
import { createPublisher } from './print/publisher.ts'
import { createReprint } from './print/reprint.ts'
import { createSyncStore } from './print/sync-store.ts'
import type { SearchIndex } from './search/search-index.ts'
import { createTermEditStore } from './term/term-edit.ts'
import { createTermMaker } from './term/term-maker.ts'
import { createTermStore } from './term/term-store.ts'
import { createViewStore } from './view/view-store.ts'
import { createDeliveryStore } from './webhook/delivery-store.ts'
import { createWebhookStore } from './webhook/webhook-store.ts'
import { createWorkingStore } from './working-copy/working-store.ts'

/** What an engine gives the rows. `connection` runs within the transactions of the writer. */
export type Engine = {
  reader: Connection
  connection: Connection
  writer: Writer
  damage: Damage
  searchIndex: SearchIndex
}

/** Everything of a store that is the same for all engines: all of it but figures, load, uploads, freshness and life cycle. */
export function createRowStore(
  { reader, connection, writer, damage, searchIndex }: Engine,
  { printer, newId, clock }: { printer: Printer; newId: NewId; clock: Clock },
): Omit<
  Store,
  | 'version'
  | 'logVersion'
  | 'currentLogVersion'
  | keyof FigureStore
  | keyof SearchStore
  | keyof UploadStore
  | keyof LoadStore
  | keyof Lifetime
> {
  const editions = createEditionRows(connection)
  const termMaker = createTermMaker(connection, newId)
  const epoch = createEpoch(connection, printer.epoch)
  const publisher = createPublisher(connection, printer, editions, searchIndex)
  const reprint = createReprint({ reader, connection }, writer, publisher, { epoch, newId, damage })
  const readEpoch = createEpoch(reader, printer.epoch)
  return {
    ...createArticleStore({ reader, connection }, writer, { publisher, reprint, editions, termMaker }),
    ...createPrintStore(reader, reprint, { epoch: readEpoch, clock, damage }),
    ...createEpochStore({ reader, connection }, writer, epoch),
    ...createRetentionStore({ reader, connection }, writer),
    ...createPreviewStore(reader, printer, clock),
    ...createTermStore(reader),
    ...createTermEditStore({ reader, connection }, writer, { publisher, reprint }),
    ...createChangeStore(reader),
    ...createArchiveStore(reader),
    ...createPingStore({ reader, connection }, writer),
    ...createSyncStore(reader, reprint, { epoch: readEpoch, clock, damage }),
    ...createWorkingStore(reader),
    ...createEditionStore(reader, damage),
    ...createVersionStore(reader),
    ...createScheduleStore(reader),
    ...createIdempotencyStore(reader),
    ...createKeyStore({ reader, connection }, writer),
    ...createAuditStore({ reader, connection }, writer),
    ...createExportStore(reader),
    ...createImportStore(reader),
    ...createImportJobStore({ reader, connection }, writer),
    ...createImportQueueStore({ reader, connection }, writer),
    ...createWebhookStore({ reader, connection }, writer),
    ...createDeliveryStore({ reader, connection }, writer),
    ...createPreviewTokenStore({ reader, connection }, writer),
    ...createViewStore({ reader, connection }, writer),
  }
}
