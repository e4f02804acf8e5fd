import t from 'tap'
import { buildApp } from '../../src/app.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { importNext } from '../../src/editorial/import/queue.ts'
import { runImport } from '../../src/editorial/import/run.ts'
import { createKey } from '../../src/editorial/key/create.ts'
import { openStore } from '../../src/store/open.ts'
import { usual } from '../build.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { postgresBinaries, startCluster } from '../postgres/cluster.ts'

const binaries = await postgresBinaries()
if (binaries === undefined) t.test('PostgreSQL, which is not installed', { skip: true }, async () => undefined)
else {
  const cluster = await startCluster(t, binaries)
  t.test('POST /v1/editorial/imports: another machine runs the import, and the upload is removed', async t => {
    const url = await cluster.database()
    const clock = () => new Date('2026-11-22T12:00:00Z')
    const open = (prefix: string) => {
      const tools = { printer: createPrinter(site, digest), newId: numberedIds(prefix), clock }
      return openStore({ url, waiting: 'blocking', ...tools })
    }
    const [one, other] = [await open('0aaa0000'), await open('0bbb0000')]
    const app = await buildApp({
      ...usual,
      store: one,
      site,
      clock,
      newId: numberedIds('0ccc0000'),
      waitingImports: { imports: 9, bytes: 4_000_000 },
      uploads: { maxBytes: 4_000_000 },
      viewRetention: 0,
    })
    t.teardown(async () => {
      await app.close()
      await one.close()
      await other.close()
    })
    const wish = { name: 'Desk', scopes: ['imports:write', 'articles:publish'] } as const
    const key = await createKey(
      wish,
      undefined,
      { actor: 'cli' },
      { store: one, clock, newId: numberedIds('0ddd0000') },
    )
    // Several chunks, and articles that lie across their ends.
    const lines = Array.from({ length: 40 }, (_, number) =>
      JSON.stringify({
        title: `Report ${number}`,
        slug: `report-${number}`,
        metadata: { language: 'en', publishedAt: '2026-11-20T10:00:00Z' },
        sections: [{ blocks: [{ type: 'paragraph', content: [{ text: `${number} `.repeat(9000) }] }] }],
      }),
    )
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/editorial/imports?publish=true&name=reports.ndjson',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/x-ndjson' },
      payload: lines.join('\n'),
    })
    t.equal(answer.statusCode, 202)
    const { id } = answer.json()
    t.strictSame(
      (await other.uploads()).map(upload => upload.id),
      [id],
    )
    const failed = (error: unknown) => {
      throw error
    }
    const deps = { site, clock, newId: numberedIds('0eee0000'), isStopping: () => false, failed }
    const run: Parameters<typeof importNext>[0]['run'] = (job, owner) =>
      runImport(job, { ...deps, store: other, owner })
    const queue = { store: other, clock, keptDays: 30, owner: 'other', run }
    t.equal(await importNext(queue, new AbortController().signal, failed), true)
    hasMembers(t, await one.importJob(id), { state: 'done', items: 40 })
    t.equal((await app.inject('/v1/articles/report-39')).json().title, 'Report 39')
    t.strictSame(await one.uploads(), [])
  })
}
