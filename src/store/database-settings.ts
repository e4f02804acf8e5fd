/** How a process connects to PostgreSQL. */
export type DatabaseSettings = {
  /** Most connections of a process. */
  poolSize: number
  /** Milliseconds to wait for a connection, also for a free one of the pool. */
  connectMs: number
  /** Milliseconds after which a statement is given up, with its connection. */
  queryMs: number
  /** `strict`: each turn of the event loop asks the database for changes. `notify`: the database reports them. */
  freshness: 'strict' | 'notify'
  /** For the connection of `notify`; undefined = the URL of the store. */
  listenUrl?: string | undefined
}

export const defaultSettings: DatabaseSettings = {
  poolSize: 10,
  connectMs: 5000,
  queryMs: 30_000,
  freshness: 'strict',
}
