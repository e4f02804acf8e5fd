import type { AppError } from '../error.ts'
import type { AuditStore } from './access/audit-store.ts'
import type { IdempotencyStore } from './access/idempotency-store.ts'
import type { KeyStore } from './access/key-store.ts'
import type { PreviewTokenStore } from './access/preview-token-store.ts'
import type { ArticleStore } from './article/article-store.ts'
import type { EditionStore } from './article/edition-store.ts'
import type { ExportStore } from './article/export-store.ts'
import type { ScheduleStore } from './article/schedule-store.ts'
import type { VersionStore } from './article/version-store.ts'
import type { WorkingStore } from './article/working-store.ts'
import type { EpochStore } from './epoch-store.ts'
import type { FigureStore } from './figure-store.ts'
import type { ImportJobStore, ImportQueueStore } from './import/import-job-store.ts'
import type { ImportStore } from './import/import-store.ts'
import type { UploadStore } from './import/upload-store.ts'
import type { LoadStore } from './load-store.ts'
import type { ArchiveStore } from './log/archive-store.ts'
import type { ChangeStore } from './log/change-store.ts'
import type { PingStore } from './log/ping-store.ts'
import type { RetentionStore } from './log/retention-store.ts'
import type { SyncStore } from './log/sync-store.ts'
import type { PreviewStore } from './preview-store.ts'
import type { PrintStore } from './print-store.ts'
import type { SearchStore } from './search-store.ts'
import type { TermEditStore } from './term-edit-store.ts'
import type { TermStore } from './term-store.ts'
import type { ViewStore } from './view-store.ts'
import type { DeliveryStore, WebhookStore } from './webhook-store.ts'

/** Health of a store that can be read. */
export type StoreHealth = {
  /** Damaged prints that reads have found and that still exist. */
  damagedPrints: number
  /** Whether the last write found the disk full. */
  isFull: boolean
}

/** Life cycle of a store. */
export interface Lifetime {
  /** Whether it can be read and written now. @throws AppError `unavailable`, `store-replaced` */
  check(): Promise<StoreHealth>

  /** Reports each damaged print that a read finds, once. */
  onDamage(listener: (error: AppError) => void): void

  /** Closes the store after the running writes. Safe to call twice. */
  close(): Promise<void>
}

/** The whole store. Each port documents its methods. */
export type Store = ArticleStore &
  WorkingStore &
  EditionStore &
  VersionStore &
  ScheduleStore &
  IdempotencyStore &
  PrintStore &
  EpochStore &
  LoadStore &
  RetentionStore &
  PreviewStore &
  TermStore &
  TermEditStore &
  ChangeStore &
  SyncStore &
  SearchStore &
  ArchiveStore &
  PingStore &
  KeyStore &
  AuditStore &
  ExportStore &
  ImportStore &
  ImportJobStore &
  ImportQueueStore &
  UploadStore &
  PreviewTokenStore &
  FigureStore &
  ViewStore &
  WebhookStore &
  DeliveryStore &
  Lifetime
