import type { Client } from './client.ts'

/** A connection whose transaction survives the error of a statement. Elsewhere PostgreSQL refuses all statements after it. */
export function withSavepoints(client: Client): Client {
  return {
    async query(statement) {
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
