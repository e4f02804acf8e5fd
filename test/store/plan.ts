import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'

/** Reads the query plans of statements, one text for each step. */
export function planReader(t: Test, path: string): (query: { sql: string }) => string[] {
  const handle = new Sqlite(path, { readonly: true })
  t.teardown(() => handle.close())
  return ({ sql }) => {
    const values = Array.from(sql.matchAll(/\?/g), () => 1)
    const steps = handle.prepare<number[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
    return steps.map(step => step.detail)
  }
}
