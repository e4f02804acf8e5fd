import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { StoreCheck } from '../../src/domain/store/check.ts'
import { backupStore, checkStore, restoreStore } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { build, site } from '../build.ts'
import { digest, headed, numberedIds } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'

const clock = () => new Date('2026-11-22T13:00:00Z')
const tools = { printer: createPrinter(site, digest), clock, repair: false }
const check = (path: string, repair = false) =>
  checkStore({ url: path }, { ...tools, newId: numberedIds('0bbb0000'), repair })

/** A backup of a store with published, linked, changed and deleted articles, and their ids. */
const template = Promise.withResolvers<Ids>()

t.test('an undamaged store has no problems', async t => {
  const { store, publish, edit, end } = await build(t)
  const path = join(t.testdirName, 'offprint.db')
  const ferries = await publish('ferries', {
    title: 'Ferries',
    tags: ['Boats'],
    language: 'en',
    sections: [headed('Piers', 'Two piers.')],
  })
  const quays = await publish('quays', { title: 'Quays', tags: ['Boats'], authors: [{ name: 'Ada' }] })
  const gone = await publish('gone', { title: 'Gone' })
  await edit(quays.id, content => ({ ...content, title: 'Long quays' }))
  await end(gone.id, { reason: 'deleted' })
  t.strictSame(await check(path), {
    prints: 2,
    waiting: 0,
    otherConfiguration: 0,
    unrepaired: 0,
    problems: [],
  } satisfies StoreCheck)
  const copy = `${path}.backup`
  await backupStore(path, copy, { keep: undefined })
  await store.check()
  const [tag] = await tags(path)
  template.resolve({ bytes: readFileSync(copy), ferries: ferries.id, quays: quays.id, gone: gone.id, tag: String(tag) })
})

async function tags(path: string): Promise<unknown[]> {
  const connection = new Sqlite(path)
  try {
    return connection.prepare("SELECT id FROM term WHERE kind = 'tag'").pluck().all()
  } finally {
    connection.close()
  }
}

type Ids = { ferries: string; quays: string; gone: string; tag: string; bytes: Buffer }

/** A new database with the content of the template. */
async function restored(t: Test): Promise<{ path: string; ids: Ids }> {
  const ids = await template.promise
  const path = join(t.testdir(), 'offprint.db')
  writeFileSync(`${path}.backup`, ids.bytes)
  restoreStore(`${path}.backup`, path)
  return { path, ids }
}

function change(path: string, ...statements: string[]): void {
  const connection = new Sqlite(path)
  try {
    connection.pragma('foreign_keys = OFF')
    // Allows changes of the schema.
    connection.unsafeMode()
    connection.exec(statements.join(';'))
  } finally {
    connection.close()
  }
}

type Damage = {
  sql(ids: Ids): string
  problems(ids: Ids): { part: string; detail: string; articleId?: string }[]
  repaired: boolean
}

const damages: Record<string, Damage> = {
  'a print with other bytes': {
    sql: ({ ferries }) =>
      `UPDATE print_body SET body = CAST(replace(CAST(body AS TEXT), 'Ferries', 'Fairies') AS BLOB) WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print is damaged', articleId: ferries }],
    repaired: true,
  },
  'a print without a body': {
    sql: ({ ferries }) => `DELETE FROM print_body WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print is damaged', articleId: ferries }],
    repaired: true,
  },
  'an article that the search does not find': {
    sql: ({ ferries }) => `DELETE FROM search_document WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'search', detail: 'it is missing in the search index', articleId: ferries }],
    repaired: true,
  },
  'an article with other tokens in the search index': {
    sql: ({ ferries }) =>
      `UPDATE search_text SET body = 'fairies' WHERE doc = (SELECT doc FROM search_document WHERE article_id = '${ferries}')`,
    problems: ({ ferries }) => [
      { part: 'search', detail: 'the search index differs from its text', articleId: ferries },
    ],
    repaired: true,
  },
  'a withdrawn article in the search index': {
    sql: ({ ferries, gone }) => `UPDATE search_document SET article_id = '${gone}' WHERE article_id = '${ferries}'`,
    problems: ({ ferries, gone }) => [
      { part: 'search', detail: 'the search index has it, but it is not published', articleId: gone },
      { part: 'search', detail: 'it is missing in the search index', articleId: ferries },
    ],
    repaired: true,
  },
  'a print that differs from its edition': {
    sql: ({ ferries }) =>
      `UPDATE edition SET content = json_set(content, '$.title', 'Steamers') WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'its print differs from its edition', articleId: ferries }],
    repaired: true,
  },
  'a missing print': {
    sql: ({ ferries }) => `PRAGMA foreign_keys = ON; DELETE FROM print WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      {
        part: 'prints',
        detail: 'it is published, but its newest edition is not printed',
        articleId: ferries,
      },
    ],
    repaired: true,
  },
  'a wrong sort column': {
    sql: ({ quays }) => `UPDATE print SET published_at = published_at + 1 WHERE article_id = '${quays}'`,
    problems: ({ quays }) => [
      { part: 'prints', detail: 'published_at of its print differs from its edition', articleId: quays },
    ],
    repaired: true,
  },
  'an article that is missing in the list of its tag': {
    sql: ({ quays, tag }) => `DELETE FROM print_term WHERE article_id = '${quays}' AND term_id = '${tag}'`,
    problems: ({ quays }) => [
      { part: 'prints', detail: 'it is missing in lists of its terms, or in wrong ones', articleId: quays },
    ],
    repaired: true,
  },
  'a print that no change of its terms would reach': {
    sql: ({ quays }) => `DELETE FROM print_use WHERE article_id = '${quays}'`,
    problems: ({ quays }) => [
      {
        part: 'prints',
        detail: 'it would not be reprinted when something that it shows changes',
        articleId: quays,
      },
    ],
    repaired: true,
  },
  'a wrong count of a tag': {
    sql: ({ tag }) => `UPDATE term SET articles = 7 WHERE id = '${tag}'`,
    problems: ({ tag }) => [{ part: 'lists', detail: `the number of articles of the term ${tag} is wrong` }],
    repaired: true,
  },
  'a wrong count of a language': {
    sql: () => "UPDATE print_language SET articles = 0; INSERT INTO print_language VALUES ('nn', 3)",
    problems: () =>
      ['en', 'nn'].map(language => ({
        part: 'lists',
        detail: `the number of articles in the language ${language} is wrong`,
      })),
    repaired: true,
  },
  'a slug that leads nowhere': {
    sql: ({ ferries }) => `DELETE FROM slug WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'lists', detail: 'its slug does not lead to it', articleId: ferries }],
    repaired: true,
  },
  'a term without its slug': {
    sql: ({ tag }) => `DELETE FROM term_slug WHERE term_id = '${tag}'`,
    problems: ({ tag }) => [{ part: 'lists', detail: `the slug of the term ${tag} does not lead to it` }],
    repaired: true,
  },
  'a missing entry of the log': {
    sql: () => 'DELETE FROM change WHERE seq = 2',
    problems: () => [
      { part: 'log', detail: 'the entry 2 is missing; copies that had not received it need a full sync' },
    ],
    repaired: false,
  },
  'a log that ends too early': {
    sql: () => 'DELETE FROM change WHERE seq = 5',
    problems: ({ gone }) => [
      { part: 'log', detail: 'the entries after 4 are missing; copies that had not received them need a full sync' },
      { part: 'log', detail: 'the log has no entry of its end', articleId: gone },
    ],
    repaired: false,
  },
  'a revision that the log does not have': {
    sql: ({ ferries }) => `UPDATE change SET article_id = 'other' WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [{ part: 'log', detail: 'the log has no entry of its revision', articleId: ferries }],
    repaired: true,
  },
  'a reader ahead of the log': {
    sql: () => "INSERT INTO log_reader (name, cursor) VALUES ('websub', 99)",
    problems: () => [{ part: 'log', detail: 'the reader websub is ahead of the log' }],
    repaired: true,
  },
  'a missing edition': {
    sql: ({ ferries }) => `DELETE FROM edition WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'content', detail: 'its newest edition is missing', articleId: ferries },
      {
        part: 'prints',
        detail: `its print cannot be compared: edition 1 of ${ferries} is missing`,
        articleId: ferries,
      },
    ],
    repaired: false,
  },
  'a damaged section': {
    sql: ({ ferries }) => `UPDATE section SET blocks = '[{' WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'content', detail: 'blocks in the table section is damaged', articleId: ferries },
    ],
    repaired: false,
  },
  'a row that refers to nothing': {
    sql: () => "INSERT INTO section VALUES ('nobody', 0, 's', 'lead', NULL, NULL, NULL, 1, '[]', '[]')",
    problems: () => [{ part: 'references', detail: '1 rows of the table section refer to missing rows of article' }],
    repaired: false,
  },
  'views of an article that does not exist': {
    sql: () => "INSERT INTO view_count (article_id, views) VALUES ('nobody', 1)",
    problems: () => [
      {
        part: 'orphans',
        detail: 'the table view_count has rows of an article that does not exist',
        articleId: 'nobody',
      },
    ],
    repaired: true,
  },
  'views of a period that no hour and no day has': {
    sql: ({ ferries }) => `UPDATE view_count SET views_7d = 3 WHERE article_id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'lists', detail: 'its views in a period are not those of the hours and days', articleId: ferries },
    ],
    repaired: true,
  },
  'a delivered article that is not published': {
    sql: ({ ferries }) => `UPDATE article SET status = 'withdrawn' WHERE id = '${ferries}'`,
    problems: ({ ferries }) => [
      { part: 'prints', detail: 'it is delivered, but not published. Publish it, or end it again', articleId: ferries },
      { part: 'prints', detail: 'it was published and ended, but has no tombstone', articleId: ferries },
    ],
    repaired: false,
  },
  'a delivered article with a tombstone': {
    sql: ({ ferries }) =>
      `INSERT INTO tombstone VALUES ('${ferries}', 'ferries', 1, 'deleted', 1, NULL, NULL);
       DELETE FROM change`,
    problems: ({ ferries }) => [{ part: 'prints', detail: 'it is delivered, and has a tombstone', articleId: ferries }],
    repaired: true,
  },
}

for (const [name, { sql, problems, repaired }] of Object.entries(damages)) {
  t.test(`${name} is ${repaired ? 'repaired' : 'reported and not changed'}`, async t => {
    const { path, ids } = await restored(t)
    change(path, sql(ids))
    const expected = problems(ids)
    const found = await check(path)
    t.strictSame(
      found.problems,
      expected.map(problem => ({ ...problem, repaired: false })),
    )
    t.equal(found.unrepaired, expected.length)
    const after = await check(path, true)
    hasMembers(
      t,
      after.problems.filter(problem => problem.repaired === repaired),
      expected.map(problem => ({ ...problem, repaired })),
    )
    const again = await check(path)
    t.strictSame(again.problems, repaired ? [] : found.problems)
    t.equal(again.prints, repaired ? 2 : found.prints)
  })
}

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
    'PRAGMA writable_schema = ON',
    "UPDATE sqlite_schema SET sql = 'CREATE INDEX `change_at` ON `change` (`seq`)' WHERE name = 'change_at'",
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
