import type { FigureStore, StoreFigures, WebhookFigures } from '../../../domain/store/figure-store.ts'
import { stateOf, webhookReader } from '../../../domain/webhook/webhook.ts'
import { logReader } from '../../schema/change.ts'
import { job } from '../../schema/job.ts'
import { printLanguage } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { inArray, ne, sql } from '../database/drizzle.ts'
import { reads } from '../database/port.ts'
import { each, type Routine } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'
import { createDeliveryRows } from '../webhook/delivery-row.ts'
import { createWebhookRows, type WebhookRow, webhookOf } from '../webhook/webhook-row.ts'
import { createChangeRows } from './change.ts'

/**
 * @param sizes of the database
 * @param usage of its connections; absent = there is no pool
 */
export function createFigureStore(
  reader: Connection,
  sizes: () => Routine<Pick<StoreFigures, 'databaseBytes' | 'logBytes'>>,
  usage?: () => NonNullable<StoreFigures['connections']>,
): FigureStore {
  const { db } = reader
  const articles = prepared(
    db.select({ count: sql<number>`coalesce(sum(${printLanguage.articles}), 0)` }).from(printLanguage),
  )
  const changes = createChangeRows(reader)
  // The retention job is only a lease.
  const readers = prepared(
    db
      .select({ name: logReader.name, cursor: logReader.cursor })
      .from(logReader)
      .where(ne(logReader.name, 'retention')),
  )
  const jobs = prepared(
    db
      .select({ kind: job.kind, state: job.state, count: sql<number>`count(*)` })
      .from(job)
      .where(inArray(job.state, ['waiting', 'running']))
      .groupBy(job.kind, job.state),
  )
  const webhooks = createWebhookRows(reader)
  const deliveries = createDeliveryRows(reader)
  function* figuresOf(row: WebhookRow): Routine<WebhookFigures> {
    const pending = yield* deliveries.count(row.id, 'pending')
    const failed = yield* deliveries.count(row.id, 'failed')
    const { id, successes, failures } = row
    return { id, state: stateOf(webhookOf(row)), pending, failed, successes, failures }
  }
  return reads<FigureStore>(reader, {
    *figures() {
      const hooks = yield* each(yield* webhooks.all(), figuresOf)
      // A webhook that is paused or disabled does not read.
      const idle = new Set(hooks.flatMap(({ id, state }) => (state === 'active' ? [] : webhookReader(id))))
      return {
        articles: (yield* articles.get())?.count ?? 0,
        lastChange: yield* changes.last(),
        readers: Object.fromEntries(
          (yield* readers.all()).flatMap(({ name, cursor }) => (idle.has(name) ? [] : [[name, cursor]])),
        ),
        jobs: yield* jobs.all(),
        webhooks: hooks,
        ...(yield* sizes()),
        ...(usage && { connections: usage() }),
      }
    },
  })
}
