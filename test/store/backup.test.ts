import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { backupStore, restoreStore } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'

const tools = {
  printer: createPrinter(site, digest),
  newId: numberedIds(),
  clock: () => new Date(0),
  waiting: 'async',
} as const

/** An open store with some published articles. */
async function opened(t: Test, articles = 2) {
  const folder = t.testdir()
  const path = join(folder, 'x.db')
  const store = await openStore({ url: path, ...tools })
  t.teardown(() => store.close())
  for (let number = 1; number <= articles; number += 1) await put(store, publication(number))
  return { folder, path, store, out: join(folder, 'copy.db') }
}

const backup = (path: string, out: string, keep?: number) => backupStore(path, out, { keep })

t.test('a backup has the state of its start, without later writes', async t => {
  const { folder, path, store, out } = await opened(t)
  const writes: Promise<unknown>[] = []
  const shares: number[] = []
  const summary = await backupStore(path, out, {
    keep: undefined,
    progress(share) {
      shares.push(share)
      writes.push(put(store, publication(10 + writes.length)))
    },
  })
  await Promise.all(writes)
  t.strictSame(summary, { articles: 2, published: 2, lastChange: 2, hasDigests: true })
  t.strictSame(shares, [0])
  t.equal(await store.lastChange(), 3, 'the write during the backup succeeds')
  t.equal(statSync(out).mode & 0o777, 0o600)
  t.strictSame(readdirSync(folder).sort(), ['copy.db', 'x.db', 'x.db-shm', 'x.db-wal'], 'writes one complete file')

  const url = join(folder, 'restored.db')
  t.strictSame(restoreStore(out, url), summary)
  t.equal(statSync(url).mode & 0o777, 0o600)
  const restored = await openStore({ url, ...tools })
  t.teardown(() => restored.close())
  hasMembers(t, await restored.find('article-2'), { kind: 'print', print: { revision: 2 } })
  t.equal(await restored.find('article-10'), undefined)
  const tables = new Sqlite(url, { readonly: true })
  t.teardown(() => tables.close())
  t.equal(tables.prepare("SELECT name FROM sqlite_schema WHERE name = 'backup_manifest'").get(), undefined)
})

t.test('a backup replaces a file only if it keeps several backups', async t => {
  const { folder, path, store, out } = await opened(t, 1)
  await backup(path, out)
  await t.rejects(backup(path, out), {
    code: 'config-invalid',
    message: `${out} exists. Give another file, or --keep to keep several backups.`,
  })
  for (const number of [2, 3, 4]) {
    await put(store, publication(number))
    await backup(path, out, 3)
  }
  t.strictSame(
    readdirSync(folder).filter(name => name.startsWith('copy')),
    ['copy.db', 'copy.db.1', 'copy.db.2'],
  )
  const articles = ['', '.1', '.2'].map(suffix => restoreStore(`${out}${suffix}`, join(folder, `r${suffix}`)).articles)
  t.strictSame(articles, [4, 3, 2])
})

t.test('a backup refuses to write to a file of the database, below a file and without a database', async t => {
  const { folder, path } = await opened(t, 0)
  for (const own of [path, `${path}-wal`]) {
    await t.rejects(backup(path, own, 7), {
      code: 'config-invalid',
      message: `${own} belongs to the database of Offprint. Choose another path.`,
    })
  }
  const belowFile = join(path, 'copy.db')
  await t.rejects(backup(path, belowFile), {
    code: 'input-unreadable',
    message: `${belowFile} cannot be written: EEXIST.`,
  })
  const missing = join(folder, 'missing.db')
  await t.rejects(backup(missing, join(folder, 'copy.db')), {
    code: 'store-unusable',
    message: 'There is no database to back up.',
  })
  t.notOk(existsSync(missing))
})

t.test('a backup refuses a damaged database, and keeps earlier backups', async t => {
  const { folder, path, store, out } = await opened(t)
  await backup(path, out)
  await store.close()
  const connection = new Sqlite(path)
  connection.pragma('foreign_keys = OFF')
  connection.exec("INSERT INTO section VALUES ('nobody', 0, 's', 'lead', NULL, NULL, NULL, 1, '[]', '[]')")
  connection.close()
  const before = readFileSync(out)
  await t.rejects(backup(path, out, 7), {
    code: 'store-unusable',
    message: 'The copy of the database is damaged: rows of section refer to missing rows.',
  })
  t.strictSame(readFileSync(out), before)
  t.strictSame(readdirSync(folder).sort(), ['copy.db', 'x.db'])
})

t.test('a backup removes old partial files of interrupted backups, and keeps new ones', async t => {
  const { folder, path, out } = await opened(t, 1)
  for (const [name, hours] of Object.entries({ 'copy.db.partial-old': 2, 'copy.db.partial-new': 0 })) {
    writeFileSync(join(folder, name), 'x')
    const at = Date.now() / 1000 - hours * 3600
    utimesSync(join(folder, name), at, at)
  }
  await backup(path, out)
  t.strictSame(
    readdirSync(folder).filter(name => name.startsWith('copy')),
    ['copy.db', 'copy.db.partial-new'],
  )
})

t.test('a restore never overwrites a database or its remaining files', async t => {
  const { folder, path, out } = await opened(t, 1)
  await backup(path, out)
  const before = readFileSync(path)
  await t.rejects(async () => restoreStore(out, path), {
    code: 'store-unusable',
    message: 'A restore never overwrites a database.',
    hint: `${path} exists. Stop the server and move the database with its -wal and -shm files to another folder, or set DATABASE_URL to another path.`,
  })
  t.strictSame(readFileSync(path), before)
  const other = join(folder, 'other.db')
  writeFileSync(`${other}-wal`, 'the log of a database that was moved')
  await t.rejects(async () => restoreStore(out, other), { code: 'store-unusable', hint: /other\.db-wal exists/ })
  t.notOk(existsSync(other))
})

t.test('a backup is verified before it is restored', async t => {
  const { folder, path, store, out } = await opened(t, 3)
  await backup(path, out)
  await store.close()
  const bytes = readFileSync(out)
  const text = bytes.indexOf('"slug":"article-2"')
  const damages: Record<string, { bytes: Buffer; message: RegExp }> = {
    'a changed letter': {
      bytes: Buffer.from(bytes).fill('7', text + '"slug":"article-'.length, text + '"slug":"article-2'.length),
      message: /^The copy of the database is damaged: the table \w+ has \d+ rows with other content; \d+ were saved\.$/,
    },
    'a lost page': { bytes: Buffer.from(bytes).fill(0, 8192, 12_288), message: /^The (?:copy of the )?database/ },
    'a short file': { bytes: bytes.subarray(0, bytes.length - 8192), message: /^The (?:copy of the )?database/ },
    'an empty file': { bytes: Buffer.alloc(0), message: /^The database is empty\.$/ },
    'another file': {
      bytes: Buffer.alloc(8192, 'letter '),
      message: /^The database cannot be opened: it is not an SQLite/,
    },
  }
  for (const [name, { bytes, message }] of Object.entries(damages)) {
    const damaged = join(folder, 'damaged.db')
    writeFileSync(damaged, bytes)
    const target = join(folder, 'target.db')
    await t.rejects(async () => restoreStore(damaged, target), { code: 'store-unusable', message }, name)
    t.strictSame(
      readdirSync(folder).filter(one => one.startsWith('target')),
      [],
      name,
    )
  }
  await t.rejects(async () => restoreStore(join(folder, 'none.db'), join(folder, 'target.db')), {
    code: 'input-unreadable',
  })
})

t.test('restores a copy of a closed database without digests, and refuses a copy of an open database', async t => {
  const { folder, path, store } = await opened(t, 2)
  await t.rejects(async () => restoreStore(path, join(folder, 'live.db')), {
    code: 'store-unusable',
    message: 'The file is not a backup: a part of the database is still in its write-ahead log.',
  })
  await store.close()
  const copy = join(folder, 'copied.db')
  copyFileSync(path, copy)
  t.strictSame(restoreStore(copy, join(folder, 'restored.db')), {
    articles: 2,
    published: 2,
    lastChange: 2,
    hasDigests: false,
  })
})

t.test('a restore refuses a backup of a newer version', async t => {
  const { folder, path, out } = await opened(t, 1)
  await backup(path, out)
  const newer = new Sqlite(out)
  newer.exec("INSERT INTO migration VALUES ('9999_future', 1)")
  newer.close()
  await t.rejects(async () => restoreStore(out, join(folder, 'target.db')), {
    code: 'store-unusable',
    message: 'The database has a newer schema than this version of Offprint supports.',
    hint: `The file is ${out}.`,
  })
})
