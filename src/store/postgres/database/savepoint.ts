import type { Client } from './client.ts'

/** A release of an outer savepoint ends the inner ones, so statements that control savepoints have none of their own. */
const controls = ['SAVEPOINT ', 'RELEASE ', 'ROLLBACK TO ']

/**
 * A connection whose transaction survives the error of a statement. Without savepoints PostgreSQL refuses all statements
 * after an error. For routines that go on after one, as they do after a damaged row.
 */
export function withSavepoints(client: Client): Client {
  return {
    async query(statement) {
      if (controls.some(begin => statement.text.startsWith(begin))) return client.query(statement)
      await client.query({ text: 'SAVEPOINT statement' })
      try {
        const answer = await client.query(statement)
        await client.query({ text: 'RELEASE statement' })
        return answer
      } catch (error) {
        // Also fails if the connection is broken: the first error says more.
        await client.query({ text: 'ROLLBACK TO statement' }).catch(() => undefined)
        throw error
      }
    },
  }
}
