import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { Connection } from '../../src/store/rows/database/connection.ts'
import { and, eq, gt, integer, ne, sql, sqliteTable } from '../../src/store/rows/database/drizzle.ts'
import { type Routine, runAtOnce } from '../../src/store/rows/database/routine.ts'
import { prepared } from '../../src/store/rows/database/statement.ts'
import { openReader, openWriter, type Waiting } from '../../src/store/sqlite/database/connection.ts'
import { createWriter } from '../../src/store/sqlite/database/writer.ts'

const number = sqliteTable('number', { n: integer().primaryKey() })

/** A writer of a table of numbers, and another connection to the same file. */
function open(t: Test, waiting: Waiting = 'async', patience?: number) {
  const path = join(t.testdir(), 'numbers.db')
  const other = new Sqlite(path)
  other.pragma('journal_mode = WAL')
  other.exec('CREATE TABLE number (n INTEGER PRIMARY KEY)')
  const connection = openWriter(path)
  const insert = prepared(connection.db.insert(number).values({ n: sql.placeholder('n') }))
  t.teardown(() => {
    connection.close()
    other.close()
  })
  return {
    path,
    other,
    writer: createWriter(connection, waiting, { timeout: patience }),
    add: (n: number) => insert.run({ n }),
    numbers: () => other.prepare('SELECT n FROM number ORDER BY n').pluck().all(),
  }
}

t.test('a lock of another connection does not block the event loop, and the write follows its release', async t => {
  const { writer, other, add, numbers } = open(t)
  other.exec('BEGIN IMMEDIATE')
  const order: string[] = []
  const writing = writer.write(() => add(1)).then(() => order.push('written'))
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(resolve => setImmediate(resolve))
    order.push('turn')
  }
  other.exec('COMMIT')
  await writing
  t.strictSame(order, ['turn', 'turn', 'turn', 'written'])
  t.strictSame(numbers(), [1])
})

t.test('a write that waits too long fails with store-busy and writes nothing, and the next write succeeds', async t => {
  const { writer, other, add, numbers } = open(t, 'async', 20)
  other.exec('BEGIN IMMEDIATE')
  await t.rejects(
    writer.write(() => add(1)),
    { name: 'AppError', code: 'store-busy' },
  )
  other.exec('COMMIT')
  await writer.write(() => add(2))
  t.strictSame(numbers(), [2])
})

t.test('runs writes in the order of their calls', async t => {
  const { writer, other, add, numbers } = open(t)
  const order: number[] = []
  other.exec('BEGIN IMMEDIATE')
  const writes = [3, 1, 2].map(n =>
    writer.write(() => {
      order.push(n)
      return add(n)
    }),
  )
  other.exec('COMMIT')
  await writer.idle()
  t.strictSame(order, [3, 1, 2])
  t.strictSame(numbers(), [1, 2, 3])
  await Promise.all(writes)
})

t.test('undoes a write that throws, and only the part of a write that throws', async t => {
  const { writer, add, numbers } = open(t)
  const broken = new Error('broken')
  function* fail(n: number): Routine<void> {
    yield* add(n)
    throw broken
  }
  await t.rejects(
    writer.write(() => fail(1)),
    broken,
  )
  await writer.write(function* () {
    yield* writer.savepoint(() => add(2))
    t.throws(() => runAtOnce(writer.savepoint(() => fail(3))), broken)
    yield* writer.savepoint(() => add(4))
  })
  t.strictSame(numbers(), [2, 4])
})

t.test('a write after a commit of another connection does not fail because of an old snapshot', async t => {
  const { writer, other, path, add, numbers } = open(t)
  const reader = openReader(path)
  t.teardown(() => reader.close())
  for (let n = 1; n <= 5; n += 1) {
    reader.db.select().from(number).all()
    other.exec(`INSERT INTO number VALUES (${n * 10})`)
    await writer.write(() => add(n))
  }
  t.equal(numbers().length, 10)
})

t.test('connections have the required pragmas', t => {
  const { path } = open(t)
  const of = ({ db }: Connection, ...names: string[]) =>
    Object.fromEntries(names.map(name => [name, Object.values(db.get<object>(sql.raw(`PRAGMA ${name}`)))[0]]))
  for (const [waiting, busy_timeout] of [
    ['async', 0],
    ['blocking', 5000],
  ] as const) {
    const writer = openWriter(path)
    createWriter(writer, waiting)
    const expected = { synchronous: 2, foreign_keys: 1, journal_mode: 'wal', busy_timeout }
    t.strictSame(of(writer, ...Object.keys(expected)), expected)
    writer.close()
  }
  const reader = openReader(path)
  t.strictSame(of(reader, 'query_only', 'journal_mode'), { query_only: 1, journal_mode: 'wal' })
  const insert = reader.db.insert(number).values({ n: 1 }).prepare()
  t.throws(() => insert.run(), { code: 'SQLITE_READONLY' })
  reader.close()
  t.end()
})

t.test('statements bind placeholders and contain constants as literals', t => {
  const { path, add } = open(t)
  add(1)
  add(2)
  for (const connection of [openWriter(path), openReader(path)]) {
    const query = connection.db
      .select()
      .from(number)
      .where(and(eq(number.n, sql.placeholder('n')), gt(number.n, 0), ne(sql`'= ?'`, "it's")))
      .limit(sql.placeholder('limit'))
    t.equal(
      query.toSQL().sql,
      `select "n" from "number" where ("number"."n" = +? and "number"."n" > 0 and '= ?' <> 'it''s') limit +?`,
    )
    const statement = query.prepare()
    t.strictSame([statement.all({ n: 1, limit: 1 }), statement.get({ n: 3, limit: 1 })], [[{ n: 1 }], undefined])
    connection.close()
  }
  t.end()
})
