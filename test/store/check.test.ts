import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { backupStore, checkStore, restoreStore } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { build, site } from '../build.ts'
import { type CheckedIds, checkContract } from '../contract/check.ts'
import { digest, numberedIds } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { fillChecked } from './checked.ts'

const clock = () => new Date('2026-11-22T13:00:00Z')
const tools = { printer: createPrinter(site, digest), clock, repair: false }
const check = (path: string, repair = false) =>
  checkStore({ url: path }, { ...tools, newId: numberedIds('0bbb0000'), repair })

/** A backup of a store, and the ids in it. */
type Template = CheckedIds & { bytes: Buffer }

const template = Promise.withResolvers<Template>()

t.test('a store is filled, and backed up for the other tests', async t => {
  const built = await build(t)
  const ids = await fillChecked(built)
  const path = join(t.testdirName, 'offprint.db')
  const copy = `${path}.backup`
  await backupStore(path, copy, { keep: undefined })
  await built.store.check()
  template.resolve({ ...ids, bytes: readFileSync(copy) })
})

/** A new database with the content of the template. */
async function restored(t: Test): Promise<{ path: string; ids: CheckedIds }> {
  const ids = await template.promise
  const path = join(t.testdir(), 'offprint.db')
  writeFileSync(`${path}.backup`, ids.bytes)
  restoreStore(`${path}.backup`, path)
  return { path, ids }
}

function change(path: string, statements: string, withoutReferences = false): void {
  const connection = new Sqlite(path)
  try {
    connection.pragma(`foreign_keys = ${withoutReferences ? 'OFF' : 'ON'}`)
    // Allows changes of the schema.
    connection.unsafeMode()
    connection.exec(statements)
  } finally {
    connection.close()
  }
}

checkContract(t, 'sqlite', async t => {
  const { path, ids } = await restored(t)
  return {
    ids,
    check: repair => check(path, repair),
    change: async (text, withoutReferences) => change(path, text, withoutReferences),
  }
})

t.test('a repaired print has a new revision, so that every copy receives it', async t => {
  const { path, ids } = await restored(t)
  change(path, `DELETE FROM print_body WHERE article_id = '${ids.ferries}'`)
  await check(path, true)
  const store = await openStore({ url: path, ...tools, newId: numberedIds(), waiting: 'async' })
  t.teardown(() => store.close())
  hasMembers(t, await store.find('ferries'), { kind: 'print', print: { articleId: ids.ferries, revision: 6 } })
  hasMembers(t, await store.changes(5, 10), [{ seq: 6, kind: 'published', articleId: ids.ferries, edition: 1 }])
})

t.test('an index that lacks rows is rebuilt', async t => {
  const { path } = await restored(t)
  change(
    path,
    `PRAGMA writable_schema = ON;
     UPDATE sqlite_schema SET sql = 'CREATE INDEX \`change_at\` ON \`change\` (\`seq\`)' WHERE name = 'change_at'`,
  )
  const found = await check(path)
  t.ok(found.problems.some(problem => problem.part === 'file' && problem.detail.includes('change_at')))
  t.equal((await check(path, true)).unrepaired, 0)
  t.equal((await check(path)).unrepaired, 0)
})

t.test('reports an unreadable database page as a problem', async t => {
  const { path } = await restored(t)
  const connection = new Sqlite(path)
  const root = Number(connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'edition'").pluck().get())
  const size = Number(connection.pragma('page_size', { simple: true }))
  connection.close()
  writeFileSync(path, readFileSync(path).fill(0, (root - 1) * size, root * size))
  const { problems, unrepaired } = await check(path)
  t.ok(unrepaired > 0)
  t.ok(problems.some(problem => problem.part === 'file'))
  const { unrepaired: left } = await check(path, true)
  t.ok(left > 0)
})

t.test('compares prints of another configuration with their checksums', async t => {
  const { path, ids } = await restored(t)
  const printer = createPrinter({ ...site, title: 'Another' }, digest)
  const other = { ...tools, printer, newId: numberedIds() }
  hasMembers(t, await checkStore({ url: path }, other), { prints: 0, otherConfiguration: 2, problems: [] })
  change(path, `DELETE FROM print_body WHERE article_id = '${ids.ferries}'`)
  hasMembers(t, await checkStore({ url: path }, other), {
    otherConfiguration: 1,
    problems: [{ detail: 'its print is damaged', articleId: ids.ferries }],
  })
})

t.test('refuses a store that does not exist or has an older schema', async t => {
  const path = join(t.testdir(), 'offprint.db')
  await t.rejects(check(path), { code: 'store-unusable', message: 'There is no database to check.' })
  const { path: existing } = await restored(t)
  change(existing, "DELETE FROM migration WHERE name LIKE '0015%'")
  await t.rejects(check(existing), { code: 'store-unusable', hint: 'Run "offprint migrate" first.' })
})
