import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'
import type * as schema from '../schema/print.ts'
import { chunkBits, updateChunk } from './member-set.ts'

/** A set of prints; `value` is empty for `takeaways`. */
export type SetName = Pick<typeof schema.printSet.$inferSelect, 'kind' | 'value'>

type NumberedPrint = Omit<typeof schema.printNumber.$inferSelect, 'number'>

/** The sets of a print before a write. A new print has no number. */
export type Membership = { number: number | undefined; sets: readonly SetName[] }

export type PrintSets = {
  membership(articleId: Id): Membership
  /** Moves a saved print from its old sets to its new ones. */
  update(print: NumberedPrint, before: Membership, now: readonly SetName[]): void
  /** Removes a print from its sets. */
  remove(before: Membership): void
}

/** The sets for lists with several filters. They are updated with each print, in one transaction. */
export function createPrintSets(connection: Connection): PrintSets {
  const numberOf = connection.prepare<[Id], number>('SELECT number FROM print_number WHERE article_id = ?').pluck()
  const add = connection
    .prepare<[Id, number, number], number>(
      'INSERT INTO print_number (article_id, published_at, updated_at) VALUES (?, ?, ?) RETURNING number',
    )
    .pluck()
  const move = connection.prepare<[NumberedPrint]>(
    `UPDATE print_number SET published_at = @published_at, updated_at = @updated_at
     WHERE article_id = @article_id AND (published_at, updated_at) <> (@published_at, @updated_at)`,
  )
  const currentSets = connection.prepare<[{ id: Id }], SetName>(
    `SELECT 'term' AS kind, term_id AS value FROM print_term WHERE article_id = @id
     UNION ALL SELECT 'language', language FROM print WHERE article_id = @id
     UNION ALL SELECT 'takeaways', '' FROM print WHERE article_id = @id AND key_takeaways > 0`,
  )
  const read = connection
    .prepare<[string, string, number], Buffer>(
      'SELECT members FROM print_set WHERE kind = ? AND value = ? AND chunk = ?',
    )
    .pluck()
  const save = connection.prepare<[string, string, number, Buffer]>(
    'INSERT INTO print_set VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET members = excluded.members',
  )
  const drop = connection.prepare<[string, string, number]>(
    'DELETE FROM print_set WHERE kind = ? AND value = ? AND chunk = ?',
  )

  function setMember(number: number, { kind, value }: SetName, isMember: boolean): void {
    const chunk = number >> chunkBits
    const after = updateChunk(read.get(kind, value, chunk), number & (2 ** chunkBits - 1), isMember)
    if (after) save.run(kind, value, chunk, after)
    else drop.run(kind, value, chunk)
  }

  return {
    membership(articleId) {
      const number = numberOf.get(articleId)
      return { number, sets: number === undefined ? [] : currentSets.all({ id: articleId }) }
    },
    update(print, before, now) {
      if (before.number !== undefined) move.run(print)
      const number = before.number ?? add.get(print.article_id, print.published_at, print.updated_at)
      if (number === undefined) throw new Error(`the print of ${print.article_id} has no number`)
      const [left, joined] = [difference(before.sets, now), difference(now, before.sets)]
      for (const set of left) setMember(number, set, false)
      for (const set of joined) setMember(number, set, true)
    },
    remove({ number, sets }) {
      if (number !== undefined) for (const set of sets) setMember(number, set, false)
    },
  }
}

/** Sets that are not among the others, without repetition. */
function difference(sets: readonly SetName[], others: readonly SetName[]): SetName[] {
  const key = ({ kind, value }: SetName) => `${kind} ${value}`
  const left = new Map(sets.map(set => [key(set), set]))
  for (const set of others) left.delete(key(set))
  return [...left.values()]
}
