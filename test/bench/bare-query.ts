import Sqlite from 'better-sqlite3'
import type { Lab } from './lab.ts'
import type { Contender } from './row.ts'

/** Times that a query runs in a round, and milliseconds after which it is enough. */
const turns = 40
const enough = 1000

/** Microseconds of a query of the engine alone, in the large file. */
export async function bareQuery(lab: Lab, sql: string, values: readonly string[]): Promise<Contender> {
  const { path } = await lab.file('large')
  return {
    name: 'the bare query',
    async take() {
      const connection = new Sqlite(path, { readonly: true })
      const statement = connection.prepare(sql)
      statement.all(...values)
      const times: number[] = []
      for (let spent = 0; times.length < turns && spent < enough; ) {
        const started = performance.now()
        statement.all(...values)
        const took = performance.now() - started
        times.push(took * 1000)
        spent += took
      }
      connection.close()
      return { value: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN, errors: [] }
    },
  }
}
