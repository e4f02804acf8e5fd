import { Client as PgClient, Pool as PgPool, type PoolClient } from 'pg'
import { AppError } from '../../../domain/error.ts'
import type { Answer, Client, Pool, PooledClient, Statement } from './client.ts'
import { failure, isConnectionLoss, sqlState, unreachable } from './failure.ts'
import { parserOf } from './parser.ts'

export type ConnectionOptions = {
  /** `postgres://user:password@host:port/database?sslmode=…` */
  url: string
  /** Milliseconds to wait for a connection, also for a free one of the pool. */
  connectMs: number
  /** Milliseconds after which a statement is given up, with its connection. */
  queryMs: number
}

export type PoolOptions = ConnectionOptions & {
  /** Most connections. */
  max: number
  /** Whether a pooler gives each transaction another connection: then statements are not prepared by name. */
  isShared: boolean
}

/** A connection that its owner keeps. */
export type OwnClient = Client & {
  /** Number of the server process that the connection was opened with. */
  processId: number
  onNotification(listener: (payload: string) => void): void
  /** Called once when the connection ends, for whatever reason. */
  onEnd(listener: () => void): void
  close(): Promise<void>
}

/** Opens a pool. It connects when a connection is first needed, and again after the server was away. */
export function openPool({ max, isShared, ...options }: PoolOptions): Pool {
  const pool = new PgPool({ ...configOf(options), max, connectionTimeoutMillis: options.connectMs })
  // An idle connection that breaks leaves the pool. Without a listener the process would end.
  pool.on('error', ignore)
  pool.on('connect', client => void client.on('error', ignore))
  return {
    async acquire() {
      try {
        return pooledClient(await pool.connect(), isShared)
      } catch (error) {
        throw unconnected(error)
      }
    },
    usage: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: async () => (pool.ending ? undefined : pool.end()),
  }
}

/** @throws AppError `unavailable`, `store-unusable`, `config-invalid` */
export async function openClient(options: ConnectionOptions): Promise<OwnClient> {
  const client = clientOf(options)
  client.on('error', ignore)
  try {
    await client.connect()
  } catch (error) {
    throw unconnected(error)
  }
  return {
    query: statement => run(client, statement),
    processId: Number('processID' in client ? client.processID : 0),
    onNotification: listener => void client.on('notification', ({ payload }) => listener(payload ?? '')),
    onEnd: listener => void client.once('end', listener),
    close: () => client.end().catch(ignore),
  }
}

/** @throws AppError `config-invalid` without the URL, which contains a password */
function clientOf(options: ConnectionOptions): PgClient {
  try {
    return new PgClient({ ...configOf(options), connectionTimeoutMillis: options.connectMs })
  } catch {
    throw new AppError('config-invalid', 'DATABASE_URL cannot be read.', {
      hint: 'Use postgres://user:password@host:port/database, and percent-encode the password.',
    })
  }
}

/** Why there is no connection. Errors of TLS have many codes. */
function unconnected(error: unknown): unknown {
  const known = failure(error)
  return known instanceof AppError ? known : unreachable(error)
}

function configOf({ url, queryMs }: ConnectionOptions) {
  return {
    connectionString: url,
    application_name: 'offprint',
    // The client gives up, because a pooler may refuse the setting of the server.
    query_timeout: queryMs,
    keepAlive: true,
    types: { getTypeParser: (type: number) => parserOf(type) },
  }
}

function pooledClient(client: PoolClient, isShared: boolean): PooledClient {
  let isBroken = false
  return {
    async query({ name, ...statement }) {
      // A statement would wait for the one that was given up.
      if (isBroken) throw new Error('Connection terminated')
      try {
        return await run(client, isShared || name === undefined ? statement : { ...statement, name })
      } catch (error) {
        // Errors of the server, such as a broken constraint, leave the connection as it is.
        isBroken ||= sqlState(error) === undefined || isConnectionLoss(error)
        throw error
      }
    },
    release: () => client.release(isBroken),
  }
}

async function run(client: PgClient | PoolClient, { values, ...statement }: Statement): Promise<Answer> {
  const query = { ...statement, ...(values && { values: [...values] }), rowMode: 'array' as const }
  const result = await client.query<unknown[]>(query)
  // Several statements have several results, which the types do not say.
  const last = Array.isArray(result) ? (result.at(-1) as typeof result) : result
  return { rows: last.rows, changes: last.rowCount ?? 0 }
}

function ignore(): void {
  // The next statement reports what is wrong with its connection.
}
