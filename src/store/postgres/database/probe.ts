import type { OwnClient } from './pool.ts'

/** How a connection reaches the server. */
export type Route = 'direct' | 'shared'

/**
 * Finds out whether a pooler such as PgBouncer is between this process and the server. A pooler makes up the number of the
 * server process that it tells its clients, because a client has no server process of its own. Offprint then relies on no
 * state of a session, whether the pooler shares connections by transaction or not.
 */
export async function routeOf(client: OwnClient): Promise<Route> {
  const { rows } = await client.query({ text: 'SELECT pg_backend_pid()' })
  return rows[0]?.[0] === client.processId ? 'direct' : 'shared'
}
