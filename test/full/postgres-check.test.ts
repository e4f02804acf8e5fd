import { join } from 'node:path'
import t from 'tap'
import { createPrinter } from '../../src/domain/print/print.ts'
import { copyDatabase } from '../../src/store/copy.ts'
import { checkStore } from '../../src/store/maintain.ts'
import { openStore } from '../../src/store/open.ts'
import { openClient } from '../../src/store/postgres/database/pool.ts'
import { build, site } from '../build.ts'
import { checkContract } from '../contract/check.ts'
import { digest, numberedIds } from '../domain/sample.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'
import { fillChecked } from '../store/checked.ts'

t.setTimeout(600_000)

const clock = () => new Date('2026-11-22T13:00:00Z')
const tools = { printer: createPrinter(site, digest), clock, repair: false }
const times = { connectMs: 5000, queryMs: 30_000 }
const binaries = await postgresBinaries()

if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else await runTests(binaries)

async function runTests(binaries: string): Promise<void> {
  const cluster = await startCluster(t, binaries)
  const built = await build(t)
  const ids = await fillChecked(built)
  const template = await cluster.database()
  await copyDatabase(join(t.testdirName, 'offprint.db'), template, {
    clock,
    keepReadOnly: false,
    progress: () => undefined,
  })
  const store = await openStore({ url: template, ...tools, newId: numberedIds(), waiting: 'blocking' })
  while ((await store.indexArticles()).left > 0);
  await store.close()
  const admin = await openClient({ url: template.replace(/\w+$/, 'postgres'), ...times })
  t.teardown(() => admin.close())
  let copies = 0

  checkContract(t, 'postgres', async t => {
    const name = `checked${++copies}`
    await admin.query({ text: `CREATE DATABASE ${name} TEMPLATE ${new URL(template).pathname.slice(1)}` })
    const url = template.replace(/\w+$/, name)
    const client = await openClient({ url, ...times })
    t.teardown(() => client.close())
    return {
      ids,
      check: (repair = false) => checkStore({ url }, { ...tools, newId: numberedIds('0bbb0000'), repair }),
      async change(text, withoutReferences) {
        // Otherwise triggers check them.
        await client.query({
          text: `SET session_replication_role = ${withoutReferences ? 'replica' : 'origin'}; ${text}`,
        })
      },
    }
  })
}
