import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { apiKey, audit, idempotency, preview } from '../../schema/access.ts'
import { address, openLink, path, slug } from '../../schema/address.ts'
import { article, articleTerm, articleVersion, footnote, keyTakeaway, schedule, section } from '../../schema/article.ts'
import { change, logReader, websubPing } from '../../schema/change.ts'
import { correction, edition } from '../../schema/edition.ts'
import { recordedEpoch } from '../../schema/epoch.ts'
import { job, jobItem } from '../../schema/job.ts'
import { print, printBody, printLanguage, printTerm, printUse, tombstone, tombstoneFilter } from '../../schema/print.ts'
import { importSource, rawSource, sourceOwner } from '../../schema/source.ts'
import { term, termName, termSlug } from '../../schema/term.ts'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import { webhook, webhookDelivery } from '../../schema/webhook.ts'
import { getTableConfig } from '../database/drizzle.ts'

/**
 * The tables that a copy of a store has. Each row comes after the rows that it refers to. Not copied: the search index,
 * which the server builds for itself, and `store_copy`.
 */
export const copiedTables: readonly SQLiteTable[] = [
  term,
  termSlug,
  termName,
  article,
  section,
  keyTakeaway,
  footnote,
  articleVersion,
  articleTerm,
  rawSource,
  slug,
  path,
  address,
  openLink,
  schedule,
  sourceOwner,
  importSource,
  edition,
  correction,
  apiKey,
  idempotency,
  audit,
  preview,
  change,
  logReader,
  websubPing,
  webhook,
  webhookDelivery,
  recordedEpoch,
  job,
  jobItem,
  tombstone,
  tombstoneFilter,
  print,
  printBody,
  printTerm,
  printUse,
  printLanguage,
  viewCount,
  viewHour,
  viewDay,
]

/** Tables in the order of a copy. Triggers change the counts of terms when prints are added, so terms are written again. */
export const copySteps: readonly SQLiteTable[] = [...copiedTables, term]

/** The columns of the primary key, in its order. */
export function keyOf(table: SQLiteTable): SQLiteColumn[] {
  const { columns, primaryKeys } = getTableConfig(table)
  return primaryKeys[0]?.columns ?? columns.filter(column => column.primary)
}
