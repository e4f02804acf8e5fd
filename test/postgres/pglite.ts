import { PGlite } from '@electric-sql/pglite'
import type { Test } from 'tap'
import type { Answer, Client, Pool, PooledClient } from '../../src/store/postgres/database/client.ts'
import { parserOf } from '../../src/store/postgres/database/parser.ts'

/** A PostgreSQL in this process. It has one connection: whoever needs it waits for the others. */
export type Lite = {
  client: Client
  /** A pool whose statements use a schema. */
  poolOf(schema: string): Pool
}

/** Types of PostgreSQL whose values are strings in JavaScript, and those that Offprint reads differently. */
const types = [16, 17, 20, 23, 25, 1700] as const

export async function startLite(t: Test): Promise<Lite> {
  const database = await PGlite.create()
  t.teardown(() => database.close())
  const parsers = Object.fromEntries(types.map(type => [type, parserOf(type)]))
  const serializers = Object.fromEntries(types.filter(type => type !== 17).map(type => [type, String]))
  const client: Client = {
    async query({ text, values }): Promise<Answer> {
      if (values === undefined) {
        const results = await database.exec(text, { rowMode: 'array', parsers })
        const last = results.at(-1)
        return { rows: (last?.rows ?? []) as unknown[][], changes: last?.affectedRows ?? 0 }
      }
      const { rows, affectedRows } = await database.query(text, [...values], {
        rowMode: 'array',
        parsers,
        serializers,
      })
      return { rows: rows as unknown[][], changes: affectedRows ?? 0 }
    },
  }
  let last: Promise<unknown> = Promise.resolve()
  let current = ''
  function poolOf(schema: string): Pool {
    let isClosed = false
    return {
      async acquire(): Promise<PooledClient> {
        if (isClosed) throw new Error('The pool is closed.')
        const { promise, resolve } = Promise.withResolvers<void>()
        const before = last
        last = promise
        await before
        if (current !== schema) await client.query({ text: `SET search_path TO ${schema}` })
        current = schema
        return { query: client.query, release: () => resolve() }
      },
      usage: () => ({ open: 1, idle: 1, waiting: 0 }),
      async close() {
        isClosed = true
      },
    }
  }
  return { client, poolOf }
}
