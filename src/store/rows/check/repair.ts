import type { Id, NewId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { Printer } from '../../../domain/print/print.ts'
import { createArticleRows } from '../article/article.ts'
import { createEditionRows } from '../article/edition.ts'
import type { Connection } from '../database/connection.ts'
import { createDamage } from '../database/damage.ts'
import type { Routine } from '../database/routine.ts'
import { prepared } from '../database/statement.ts'
import type { Writer } from '../database/writer.ts'
import { createEpoch } from '../print/epoch.ts'
import { createPublisher } from '../print/publisher.ts'
import { createReprint } from '../print/reprint.ts'
import { createIndexJob } from '../search/index-job.ts'
import type { SearchIndex } from '../search/search-index.ts'
import type { RepairStatements } from './rule.ts'

/** Prints that a repair reprints with one of them. More are left to a job. */
const reprintLimit = 100

/** Makes derived data again. */
export type Repair = {
  run(statements: RepairStatements): Promise<void>
  /**
   * Prints the newest editions of published articles again, each with a new revision, which reaches every copy. Does
   * nothing if another configuration is recorded.
   */
  print(articleIds: readonly Id[], at: Instant): Promise<void>
  /** Indexes all articles for the search again. */
  indexSearch(): Promise<void>
}

/** What a repair needs of an engine. */
export type RepairEngine = {
  connection: Connection
  writer: Writer
  searchIndex: SearchIndex
  /** Milliseconds after which a batch of indexing ends. */
  batchMilliseconds: number
}

export function createRepair(
  { connection, writer, searchIndex, batchMilliseconds }: RepairEngine,
  { printer, newId }: { printer: Printer; newId: NewId },
): Repair {
  const indexJob = createIndexJob(connection, writer, searchIndex, batchMilliseconds)
  const articles = createArticleRows(connection)
  const editions = createEditionRows(connection)
  const publisher = createPublisher(connection, printer, editions, searchIndex)
  const epoch = createEpoch(connection, printer.epoch)
  const reprint = createReprint({ reader: connection, connection }, writer, publisher, {
    epoch,
    newId,
    damage: createDamage(),
  })

  function* printOne(id: Id, at: Instant): Routine<void> {
    const article = yield* articles.byId(id)
    const edition = article && (yield* editions.find(id, article.edition))
    if (article?.status !== 'published' || !edition || (yield* epoch.other())) return
    const { stale } = yield* publisher.publish(article, edition, at)
    yield* reprint.reprintStale(stale, at, reprintLimit)
  }

  function* runAll(statements: RepairStatements): Routine<void> {
    for (const statement of statements(connection.db)) yield* prepared(statement).run()
  }

  return {
    run: statements => writer.write(() => runAll(statements)),
    async print(articleIds, at) {
      for (const id of articleIds) await writer.write(() => printOne(id, at))
    },
    async indexSearch() {
      await writer.write(searchIndex.clear)
      for (let left = 1; left > 0; ) left = (await indexJob.indexArticles()).left
    },
  }
}
