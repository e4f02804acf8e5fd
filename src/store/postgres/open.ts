import { AppError } from '../../domain/error.ts'
import type { Store } from '../../domain/store/store.ts'
import { type DatabaseSettings, defaultSettings } from '../database-settings.ts'
import { createCopyCheck } from '../rows/copy/mark.ts'
import { type Client, poolOf } from './database/client.ts'
import { createDatabase } from './database/connection.ts'
import { failure } from './database/failure.ts'
import { migrate } from './database/migrate.ts'
import { type ConnectionOptions, type OwnClient, openClient, openPool } from './database/pool.ts'
import { type Route, routeOf } from './database/probe.ts'
import { readHead } from './freshness/head.ts'
import { startListener } from './freshness/listener.ts'
import { createSharedRead } from './freshness/shared-read.ts'
import { openPostgresStore, type PostgresTools } from './store.ts'

export type OpenPostgres = Omit<PostgresTools, 'head' | 'built'> & {
  url: string
  /** `blocking`: a command or a thread, which has no cache and few queries at once. */
  waiting: 'async' | 'blocking'
  database?: DatabaseSettings | undefined
  /** Whether the process has the store open already, with the newest schema. */
  isOpen?: boolean
  /** Receives errors of the connection that listens. It connects again. */
  failed?: ((error: unknown) => void) | undefined
  /** Receives what the operator of a server should know about the connection. */
  notice?: ((text: string) => void) | undefined
}

/** Connections of a command or a thread. */
const few = 2

/**
 * Migrates a database to the newest schema, and opens its store.
 *
 * @throws AppError `store-unusable`, `unavailable`, `store-busy`, `config-invalid`
 */
export async function openPostgres(options: OpenPostgres): Promise<Store> {
  const {
    url,
    waiting,
    database = defaultSettings,
    isOpen = false,
    failed = () => undefined,
    notice,
    ...tools
  } = options
  const { poolSize, connectMs, queryMs, freshness, listenUrl } = database
  const connecting = { url, connectMs, queryMs }
  const route = await onClient(connecting, async client => {
    if (!isOpen) {
      await migrateOn(client, connecting)
      await requireFinished(client)
    }
    return routeOf(client)
  })
  const listening = { ...connecting, url: listenUrl ?? url }
  const isListening = freshness === 'notify' && waiting === 'async'
  if (isListening) await requireDirect(listening)
  const isShared = route === 'shared'
  if (waiting === 'blocking') {
    return openPostgresStore(openPool({ ...connecting, max: few, isShared }), tools)
  }
  if (isShared)
    notice?.('DATABASE_URL leads to a pooler: statements are not prepared, and no state of a session is used.')
  const pool = openPool({ ...connecting, max: poolSize - 1, isShared })
  // Answers from memory must not wait for slow requests. A server that is silent for so long cannot be reached.
  const headPool = openPool({ ...connecting, queryMs: connectMs, max: 1, isShared })
  const listener = isListening ? startListener({ connect: () => openClient(listening), failed }) : undefined
  const known = listener?.head ?? (() => undefined)
  const read = createSharedRead(() => readHead(headPool))
  const store = openPostgresStore(pool, { ...tools, head: { known, read } })
  return {
    ...store,
    async close() {
      await listener?.close()
      await store.close()
      await headPool.close()
    },
  }
}

/** @throws AppError `store-unusable` if the database is an unfinished copy */
async function requireFinished(client: Client): Promise<void> {
  const { connection } = createDatabase(poolOf(client))
  await connection.read(createCopyCheck(connection))
}

/** Migrates a database to the newest schema. Returns the names of the applied migrations. */
export async function migratePostgres({
  url,
  database: { connectMs } = defaultSettings,
}: Pick<OpenPostgres, 'url' | 'database'>): Promise<string[]> {
  const connecting = { url, connectMs, queryMs: 0 }
  return onClient(connecting, client => migrateOn(client, connecting))
}

async function migrateOn(client: Client, connecting: ConnectionOptions): Promise<string[]> {
  let opened: Promise<OwnClient> | undefined
  const builder: Client = {
    async query(statement) {
      // An index of a large table takes long.
      opened ??= openClient({ ...connecting, queryMs: 0 })
      return (await opened).query(statement)
    },
  }
  try {
    return await migrate(client, { builder })
  } finally {
    await (await opened)?.close()
  }
}

/** @throws AppError `config-invalid` if a pooler is between this process and the server */
async function requireDirect(listening: ConnectionOptions): Promise<void> {
  const route: Route = await onClient(listening, routeOf)
  if (route === 'direct') return
  throw new AppError('config-invalid', 'FRESHNESS=notify needs a connection of its own to PostgreSQL.', {
    hint: 'The URL leads to a pooler. Set DATABASE_LISTEN_URL to the address of the server itself.',
  })
}

/** Runs a function on a connection of its own. */
export async function onClient<Result>(
  options: ConnectionOptions,
  work: (client: OwnClient) => Promise<Result>,
): Promise<Result> {
  const client = await openClient(options)
  try {
    return await work(client)
  } catch (error) {
    throw failure(error)
  } finally {
    await client.close()
  }
}
