/** A statement as the server gets it. */
export type Statement = {
  /** With `$1` and so on for the values. */
  text: string
  values?: readonly unknown[]
  /** Under this name the connection prepares it once. Not used behind a pooler that shares connections. */
  name?: string
}

/** Rows as arrays, in the order of the columns, and the number of rows that a write changed. */
export type Answer = { rows: unknown[][]; changes: number }

/** One connection to the server. */
export type Client = {
  /** A text without values may contain several statements. */
  query(statement: Statement): Promise<Answer>
}

/** A connection that is borrowed from a pool. */
export type PooledClient = Client & {
  /** Gives it back. A broken one is closed. */
  release(): void
}

/** Connections of a pool, and callers that wait for one. */
export type PoolUsage = { open: number; idle: number; waiting: number }

/** Connections to one database. */
export type Pool = {
  /** @throws AppError `unavailable` if there is no connection in time */
  acquire(): Promise<PooledClient>
  usage(): PoolUsage
  close(): Promise<void>
}

/** Runs one statement on a connection of the pool. */
export async function queryOn(pool: Pool, statement: Statement): Promise<Answer> {
  const client = await pool.acquire()
  try {
    return await client.query(statement)
  } finally {
    client.release()
  }
}

/** A pool of one connection, without prepared statements: each runs once. */
export function poolOf(client: Client): Pool {
  return {
    acquire: async () => ({
      query: ({ name: _, ...statement }) => client.query(statement),
      release: () => undefined,
    }),
    usage: () => ({ open: 1, idle: 0, waiting: 0 }),
    close: async () => undefined,
  }
}
