import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { openStore } from '../../src/store/open.ts'
import { at, publication, put } from '../contract/store/newsroom.ts'
import { digest, numberedId, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { hasMembers } from '../has-members.ts'

/** Opens a store whose printer has other settings of the site. */
function openWith(path: string, settings: Partial<typeof site>) {
  return openStore({
    url: path,
    printer: createPrinter({ ...site, ...settings }, digest),
    newId: numberedIds(),
    clock: () => new Date(at),
    waiting: 'async',
  })
}

const damages: Record<string, string> = {
  'a damaged item': "UPDATE print SET item = CAST(replace(CAST(item AS TEXT), 'edition', 'editiom') AS BLOB)",
  'a damaged head': "UPDATE print SET head = json_set(head, '$.layout.viewsAt', 7)",
}

for (const [damage, sql] of Object.entries(damages)) {
  t.test(`${damage}: a reprint repairs it with a new revision, also if the body is the same`, async t => {
    const path = join(t.testdir(), 'x.db')
    await copyEmptyStore(path)
    const open = (title: string) => openWith(path, { title })
    const before = await open('One')
    await put(before, publication(1))
    await put(before, publication(2))
    await before.close()
    const db = new Sqlite(path)
    db.prepare(`${sql} WHERE article_id = ?`).run(numberedId(1))
    db.close()

    const store = await open('Two')
    t.teardown(() => store.close())
    await t.rejects(store.find(numberedId(1)), { code: 'print-damaged' })
    await store.claimEpoch({ at, publicUrl: site.publicUrl })
    while ((await store.reprint(at)).left > 0);
    hasMembers(t, await store.find(numberedId(1)), { kind: 'print', print: { revision: 3 } })
    hasMembers(
      t,
      await store.find(numberedId(2)),
      { kind: 'print', print: { revision: 2 } },
      'an intact print keeps its revision',
    )
    t.equal((await store.check()).damagedPrints, 0)
  })
}

t.test('an article whose edition is damaged keeps its print in a new epoch, and others are reprinted', async t => {
  const path = join(t.testdir(), 'x.db')
  await copyEmptyStore(path)
  const open = (publicUrl: string) => openWith(path, { publicUrl })
  const before = await open(site.publicUrl)
  await put(before, publication(1))
  await put(before, publication(2))
  const bodyIn = async (store: typeof before, number: number) => {
    const found = await store.find(numberedId(number))
    return found?.kind === 'print' ? String(found.print.body) : ''
  }
  const body = await bodyIn(before, 1)
  await before.close()
  const db = new Sqlite(path)
  db.prepare("UPDATE edition SET content = '{' WHERE article_id = ?").run(numberedId(1))
  db.close()

  const publicUrl = 'https://other.example'
  const store = await open(publicUrl)
  t.teardown(() => store.close())
  const named: string[] = []
  store.onDamage(({ hint = '' }) => named.push(hint))
  await store.claimEpoch({ at, publicUrl })
  t.equal(await bodyIn(store, 1), body, 'also if it is read before its turn')
  while ((await store.reprint(at)).left > 0);
  t.equal(await bodyIn(store, 1), body)
  t.ok((await bodyIn(store, 2)).includes(publicUrl))
  t.strictSame(named, [
    `Edition 1 of article ${numberedId(1)} in the database is corrupt. Change the article and publish it, or restore a backup, and check the disk.`,
  ])
})

t.test('a reprint adds missing checksums and keeps the revision', async t => {
  const path = join(t.testdir(), 'x.db')
  await copyEmptyStore(path)
  const open = (title: string) => openWith(path, { title })
  const before = await open('One')
  await put(before, publication(1))
  await before.close()
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  db.exec("UPDATE print SET head = json_remove(head, '$.checksums')")
  const store = await open('Two')
  t.teardown(() => store.close())
  await store.claimEpoch({ at, publicUrl: site.publicUrl })
  while ((await store.reprint(at)).left > 0);
  hasMembers(t, await store.find(numberedId(1)), { kind: 'print', print: { revision: 1 } })
  t.match(db.prepare("SELECT json_extract(head, '$.checksums') FROM print").pluck().get(), /"item":\d+,"body":\d+/)
})
