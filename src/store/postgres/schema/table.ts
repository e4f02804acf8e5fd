import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, pgView, primaryKey } from 'drizzle-orm/pg-core'
import * as accessTables from '../../schema/access.ts'
import * as addressTables from '../../schema/address.ts'
import * as articleTables from '../../schema/article.ts'
import * as changeTables from '../../schema/change.ts'
import * as copyTables from '../../schema/copy.ts'
import * as editionTables from '../../schema/edition.ts'
import * as epochTables from '../../schema/epoch.ts'
import * as jobTables from '../../schema/job.ts'
import * as printTables from '../../schema/print.ts'
import * as searchTables from '../../schema/search.ts'
import * as sourceTables from '../../schema/source.ts'
import * as termTables from '../../schema/term.ts'
import * as viewTables from '../../schema/view.ts'
import * as webhookTables from '../../schema/webhook.ts'
import { bytes, bytewiseText, createMirror, tsvector } from './mirror.ts'

/**
 * The tables of PostgreSQL, for drizzle-kit and for a test that compares both engines. Statements use the tables of SQLite,
 * whose names and types are the same.
 */
const mirror = createMirror({
  // Titles have no limit, entries of an index do.
  article_title: { on: { 0: sql`lower(left(title, 300))` } },
  article_ahead: { where: sql`version IS DISTINCT FROM ${sql.identifier('published_version')}` },
  print_canonical_url: { hash: true },
})

export const term = mirror(termTables.term)
export const termSlug = mirror(termTables.termSlug)
export const termName = mirror(termTables.termName)
export const article = mirror(articleTables.article)
export const section = mirror(articleTables.section)
export const keyTakeaway = mirror(articleTables.keyTakeaway)
export const footnote = mirror(articleTables.footnote)
export const articleVersion = mirror(articleTables.articleVersion)
export const articleTerm = mirror(articleTables.articleTerm)
export const rawSource = mirror(sourceTables.rawSource)
export const slug = mirror(addressTables.slug)
export const path = mirror(addressTables.path)
export const address = mirror(addressTables.address)
export const openLink = mirror(addressTables.openLink)
export const schedule = mirror(articleTables.schedule)
export const sourceOwner = mirror(sourceTables.sourceOwner)
export const importSource = mirror(sourceTables.importSource)
export const apiKey = mirror(accessTables.apiKey)
export const idempotency = mirror(accessTables.idempotency)
export const audit = mirror(accessTables.audit, { identity: 'id' })
export const preview = mirror(accessTables.preview)
export const change = mirror(changeTables.change, { column: 'seq', next: sql`next_change()` })
/** The last numbers of `change` and `audit`, under the name of the table in which SQLite keeps them. */
export const sequence = pgView('sqlite_sequence', { name: bytewiseText(), seq: bigint({ mode: 'number' }) }).existing()
export const logReader = mirror(changeTables.logReader)
export const webhook = mirror(webhookTables.webhook)
export const webhookDelivery = mirror(webhookTables.webhookDelivery)
export const websubPing = mirror(changeTables.websubPing)
export const edition = mirror(editionTables.edition)
export const correction = mirror(editionTables.correction)
export const recordedEpoch = mirror(epochTables.recordedEpoch)
export const job = mirror(jobTables.job)
export const jobItem = mirror(jobTables.jobItem)
export const print = mirror(printTables.print)
export const printBody = mirror(printTables.printBody)
export const printTerm = mirror(printTables.printTerm)
export const printUse = mirror(printTables.printUse)
export const printLanguage = mirror(printTables.printLanguage)
export const viewCount = mirror(viewTables.viewCount)
export const viewHour = mirror(viewTables.viewHour)
export const viewDay = mirror(viewTables.viewDay)
export const tombstone = mirror(printTables.tombstone)
export const tombstoneFilter = mirror(printTables.tombstoneFilter)
export const storeCopy = mirror(copyTables.storeCopy)

export const searchDocument = mirror(searchTables.searchDocument)
export const searchText = mirror(searchTables.searchText)
export const searchWord = mirror(searchTables.searchWord)
export const searchSuggestion = mirror(searchTables.searchSuggestion)
export const searchSuggestionWord = mirror(searchTables.searchSuggestionWord)
export const searchState = mirror(searchTables.searchState)

/** The index of tokens: the vector of each document. Its migration keeps the vectors out of the rows, which are read often. */
export const searchVector = pgTable(
  'search_vector',
  { doc: bigint({ mode: 'number' }).primaryKey(), tokens: tsvector().notNull() },
  row => [index('search_vector_tokens').using('gin', row.tokens)],
)

/** The last number of the change log, in one row. Every write locks it first, so that commits have the order of the log. */
export const changeCounter = pgTable('change_counter', {
  id: bigint({ mode: 'number' }).primaryKey(),
  seq: bigint({ mode: 'number' }).notNull(),
})

/** The uploaded bytes of queued imports, so that every machine can run them. */
export const uploadChunk = pgTable(
  'upload_chunk',
  {
    upload_id: bytewiseText().notNull(),
    position: bigint({ mode: 'number' }).notNull(),
    created_at: bigint({ mode: 'number' }).notNull(),
    bytes: bytes().notNull(),
  },
  row => [primaryKey({ columns: [row.upload_id, row.position] })],
)
