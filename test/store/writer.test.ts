import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { openReader, openWriter, type Waiting } from '../../src/store/sqlite/database/connection.ts'
import { createWriter } from '../../src/store/sqlite/database/writer.ts'

/** A writer of a table of numbers, and another connection to the same file. */
function open(t: Test, waiting: Waiting = 'async', patience?: number) {
  const path = join(t.testdir(), 'numbers.db')
  const other = new Sqlite(path)
  other.pragma('journal_mode = WAL')
  other.exec('CREATE TABLE number (n INTEGER PRIMARY KEY)')
  const connection = openWriter(path, waiting)
  const insert = connection.prepare('INSERT INTO number VALUES (?)')
  t.teardown(() => {
    connection.close()
    other.close()
  })
  return {
    path,
    other,
    writer: createWriter(connection, waiting, { timeout: patience }),
    add: (n: number) => insert.run(n),
    numbers: () => other.prepare('SELECT n FROM number ORDER BY n').pluck().all(),
  }
}

t.test('a lock held elsewhere does not stop the event loop; the write follows when it is free', async t => {
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

t.test('a write that waits too long is refused as store-busy; nothing is written, and the next one works', async t => {
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

t.test('writes take turns in the order they were asked for', async t => {
  const { writer, other, add, numbers } = open(t)
  const order: number[] = []
  other.exec('BEGIN IMMEDIATE')
  const writes = [3, 1, 2].map(n =>
    writer.write(() => {
      order.push(n)
      add(n)
    }),
  )
  other.exec('COMMIT')
  await writer.idle()
  t.strictSame(order, [3, 1, 2])
  t.strictSame(numbers(), [1, 2, 3])
  await Promise.all(writes)
})

t.test('a write that throws is undone; a part that throws is undone alone', async t => {
  const { writer, add, numbers } = open(t)
  const broken = new Error('broken')
  const fail = (n: number) => {
    add(n)
    throw broken
  }
  await t.rejects(
    writer.write(() => fail(1)),
    broken,
  )
  await writer.write(() => {
    writer.savepoint(() => add(2))
    t.throws(() => writer.savepoint(() => fail(3)), broken)
    writer.savepoint(() => add(4))
  })
  t.strictSame(numbers(), [2, 4])
})

t.test('a write after another connection’s commit is not refused for its snapshot', async t => {
  const { writer, other, path, add, numbers } = open(t)
  const reader = openReader(path)
  t.teardown(() => reader.close())
  for (let n = 1; n <= 5; n += 1) {
    reader.prepare('SELECT count(*) FROM number').get()
    other.exec(`INSERT INTO number VALUES (${n * 10})`)
    await writer.write(() => add(n))
  }
  t.equal(numbers().length, 10)
})

t.test('connections have the pragmas that the promises rest on', t => {
  const { path } = open(t)
  const of = (connection: Sqlite.Database, ...names: string[]) =>
    Object.fromEntries(names.map(name => [name, connection.pragma(name, { simple: true })]))
  for (const [waiting, busy_timeout] of [
    ['async', 0],
    ['blocking', 5000],
  ] as const) {
    const writer = openWriter(path, waiting)
    const expected = { synchronous: 2, foreign_keys: 1, journal_mode: 'wal', busy_timeout }
    t.strictSame(of(writer, ...Object.keys(expected)), expected)
    writer.close()
  }
  const reader = openReader(path)
  t.strictSame(of(reader, 'query_only', 'journal_mode'), { query_only: 1, journal_mode: 'wal' })
  t.throws(() => reader.exec('INSERT INTO number VALUES (1)'), { code: 'SQLITE_READONLY' })
  reader.close()
  t.end()
})

t.test('what a value is compared with stands where no plan depends on it, and finds the same rows', async t => {
  const { path, other } = open(t)
  other.exec(
    "INSERT INTO number VALUES (1), (2); CREATE TABLE word (n, w); INSERT INTO word VALUES (1, '= ?'), (2, 'b')",
  )
  for (const connection of [openWriter(path, 'async'), openReader(path)]) {
    const sql = (value: string) =>
      `SELECT n FROM number NATURAL JOIN word WHERE n =${value} AND w IN ('= ?', 'b') AND n >= ? AND n <> @other`
    const statement = connection.prepare(sql(' ?')).pluck()
    t.equal(statement.source, sql(' +?'))
    t.strictSame([statement.get([1, 1], { other: 2 }), statement.get([2, 3], { other: 1 })], [1, undefined])
    connection.close()
  }
})
