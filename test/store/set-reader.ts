import type { Connection } from '../../src/store/sqlite/database/connection.ts'
import { decodeChunk, emptySet, numbersIn } from '../../src/store/sqlite/list/member-set.ts'

type Row = { kind: string; value: string; chunk: number; members: Buffer }

/** The sets that a file has stored, read the long way: `kind value` and the articles. */
export function storedSets(connection: Connection): Record<string, string[]> {
  const articles = connection.prepare<[number], string>('SELECT article_id FROM print_number WHERE number = ?').pluck()
  const sets: Record<string, string[]> = {}
  for (const { kind, value, chunk, members } of connection.prepare<[], Row>('SELECT * FROM print_set').all()) {
    const read = emptySet(chunk, 1)
    decodeChunk(read, chunk, members)
    const ids = numbersIn(read, chunk).map(number => articles.get(number) ?? `nobody has ${number}`)
    sets[`${kind} ${value}`] = [...(sets[`${kind} ${value}`] ?? []), ...ids].sort()
  }
  return sets
}

/** What they must be. */
export function expectedSets(connection: Connection): Record<string, string[]> {
  const rows = connection.prepare<[], { name: string; id: string }>(
    `SELECT 'term ' || term_id AS name, article_id AS id FROM print_term
     UNION ALL SELECT 'language ' || language, article_id FROM print
     UNION ALL SELECT 'takeaways ', article_id FROM print WHERE key_takeaways > 0`,
  )
  const sets: Record<string, string[]> = {}
  for (const { name, id } of rows.all()) sets[name] = [...(sets[name] ?? []), id]
  return Object.fromEntries(Object.entries(sets).map(([name, ids]) => [name, ids.sort()]))
}
