import { type Pool, queryOn } from '../database/client.ts'
import { failure, isConnectionLoss, isTimeout } from '../database/failure.ts'

/** The last number of the change log. */
export type LogHead = {
  /** It, if it is known without asking the database. */
  known(): number | undefined
  /** Asks the database. @throws AppError `unavailable` */
  read(): Promise<number>
}

const statement = { text: 'SELECT seq FROM change_counter WHERE id = $1', values: [1], name: 'head' }

/** Reads the last number; once more if the connection was broken. */
export async function readHead(pool: Pool): Promise<number> {
  for (let isLast = false; ; isLast = true) {
    try {
      const { rows } = await queryOn(pool, statement)
      return Number(rows[0]?.[0])
    } catch (error) {
      if (isLast || isTimeout(error) || !isConnectionLoss(error)) throw failure(error)
    }
  }
}
