import type { Connection } from './connection.ts'

/** Runs several reads in one transaction: they see the same state of the database. */
export type Snapshot = <Result>(read: () => Result) => Result

export function createSnapshot(reader: Connection): Snapshot {
  const begin = reader.prepare('BEGIN')
  const end = reader.prepare('COMMIT')
  return read => {
    begin.run()
    try {
      return read()
    } finally {
      end.run()
    }
  }
}
