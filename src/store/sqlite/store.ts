import { AppError } from '../../domain/error.ts'
import type { NewId } from '../../domain/id.ts'
import type { Clock } from '../../domain/instant.ts'
import type { Printer } from '../../domain/print/print.ts'
import type { Lifetime, Store } from '../../domain/store/store.ts'
import { createCopyCheck, createGuardedWriter } from '../rows/copy/mark.ts'
import { createDamage, type Damage } from '../rows/database/damage.ts'
import { finished, runAtOnce } from '../rows/database/routine.ts'
import type { Writer } from '../rows/database/writer.ts'
import { createFigureStore } from '../rows/log/figure-store.ts'
import { createDamageCheck } from '../rows/print/print-reader.ts'
import { createIndexJob } from '../rows/search/index-job.ts'
import { createSearchIndex } from '../rows/search/search-index.ts'
import { createSearchReader } from '../rows/search/search-reader.ts'
import { createRowStore } from '../rows/store.ts'
import { print } from '../schema/print.ts'
import {
  openSearchReader,
  openWatch,
  openWriter,
  type SqliteConnection,
  type Waiting,
  type Watch,
} from './database/connection.ts'
import { failure } from './database/failure.ts'
import { createFileGuard, type FileGuard } from './database/file-guard.ts'
import { fileSizes } from './database/file-size.ts'
import { createWriter } from './database/writer.ts'
import { createSqliteCounts } from './search/counts.ts'
import { fullTextQuery } from './search/fts.ts'
import { batchMilliseconds, createFullTextIndex } from './search/full-text-index.ts'
import { createUploadStore, uploadFolder } from './upload-store.ts'

export type StoreTools = { printer: Printer; newId: NewId; clock: Clock; waiting: Waiting }

/**
 * Opens a store on an SQLite file that has the newest schema.
 *
 * @throws AppError `store-unusable` if it is an unfinished copy; `store-busy`, `store-full`
 */
export function openSqliteStore(path: string, tools: StoreTools): Store {
  try {
    return open(path, tools)
  } catch (error) {
    throw failure(error)
  }
}

function open(path: string, { waiting, ...tools }: StoreTools): Store {
  const connection = openFinished(path)
  const reader = openSearchReader(path, waiting)
  const watch = openWatch(path)
  const guard = createFileGuard(path)
  const writer = createGuardedWriter(connection, createWriter(connection, waiting, { check: guard.check }))
  const damage = createDamage()
  const searchIndex = createSearchIndex(connection, createFullTextIndex(connection))
  return {
    ...createRowStore({ reader, connection, writer, damage, searchIndex }, tools),
    ...createSearchReader(reader, fullTextQuery, createSqliteCounts(reader)),
    ...createIndexJob(connection, writer, searchIndex, batchMilliseconds),
    ...createUploadStore(uploadFolder(path)),
    ...createFigureStore(reader, () => finished(fileSizes(path))),
    // Reads and writes run on the event loop.
    isBusy: () => false,
    isWriteBusy: () => false,
    version: () => watch.version(),
    logVersion: () => watch.version(),
    currentLogVersion: async () => watch.version(),
    ...createLifetime({ reader, watch, connection }, writer, guard, damage),
  }
}

function openFinished(path: string): SqliteConnection {
  const connection = openWriter(path)
  try {
    runAtOnce(createCopyCheck(connection)())
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

function createLifetime(
  connections: { reader: SqliteConnection; watch: Watch; connection: SqliteConnection },
  writer: Writer,
  guard: FileGuard,
  damage: Damage,
): Lifetime {
  const { reader, watch, connection } = connections
  const probe = reader.db.select({ id: print.article_id }).from(print).limit(1).prepare()
  const isDamaged = createDamageCheck(reader, damage)
  return {
    async check() {
      try {
        probe.get()
      } catch (cause) {
        throw new AppError('unavailable', 'The store cannot be read.', { cause })
      }
      guard.check()
      // Otherwise the next write, after disk space was freed, might come much later.
      if (writer.isFull()) await writer.write(() => finished(connection.touch())).catch(() => undefined)
      return { damagedPrints: await reader.read(() => damage.recheck(isDamaged)), isFull: writer.isFull() }
    },
    onDamage: listener => damage.setListener(listener),
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
