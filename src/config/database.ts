import { z } from 'zod'
import { wholeNumber } from './whole-number.ts'

/** Variables for PostgreSQL. A store in an SQLite file ignores them. */
export const databaseEnvironment = {
  DATABASE_POOL_SIZE: wholeNumber(
    2,
    1000,
    10,
    'Connections of each server process to PostgreSQL, and one more with `FRESHNESS=notify`. The sum over all processes and machines must be below its `max_connections`.',
  ),
  DATABASE_CONNECT_TIMEOUT: wholeNumber(
    1,
    300,
    5,
    'Seconds that a request waits for a connection to PostgreSQL. Then it is a 503 with `Retry-After`.',
  ),
  DATABASE_QUERY_TIMEOUT: wholeNumber(
    1,
    3600,
    30,
    'Seconds that a statement on PostgreSQL may take. Then its connection is closed, and the request is a 503 with `Retry-After`.',
  ),
  FRESHNESS: z.enum(['strict', 'notify']).prefault('strict').meta({
    description:
      'How a process detects changes on PostgreSQL. `strict`: it asks the database before each answer from memory, once for all requests that wait; no answer is old. `notify`: the database notifies it, within milliseconds. An answer is at most one second old: if that connection was not confirmed within the last second, it asks.',
    allowed: 'strict or notify',
    shown: 'strict',
  }),
  DATABASE_LISTEN_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//i)
    .optional()
    .meta({
      description:
        'PostgreSQL server for the connection of `FRESHNESS=notify`, if `DATABASE_URL` names a pooler such as PgBouncer.',
      allowed: 'a URL that begins with postgres://',
      shown: 'DATABASE_URL',
      secret: true,
    }),
}

const values = z.object(databaseEnvironment)

/** How to connect to PostgreSQL. */
export type Database = ReturnType<typeof database>

export function database(env: z.output<typeof values>) {
  return Object.freeze({
    poolSize: env.DATABASE_POOL_SIZE,
    connectMs: env.DATABASE_CONNECT_TIMEOUT * 1000,
    queryMs: env.DATABASE_QUERY_TIMEOUT * 1000,
    freshness: env.FRESHNESS,
    listenUrl: env.DATABASE_LISTEN_URL,
  })
}
