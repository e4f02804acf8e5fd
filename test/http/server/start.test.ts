import { Writable } from 'node:stream'
import t from 'tap'
import { parseConfig } from '../../../src/config.ts'
import { startHttpServer } from '../../../src/main/http-server.ts'
import { numberedIds, site } from '../../domain/sample.ts'
import { articles, desk } from '../editorial/desk.ts'

t.test('startHttpServer publishes overdue scheduled articles before the first answer', async t => {
  const { ask, store, time } = await desk(t)
  const start = time.now.getTime()
  const publishAt = `${new Date(start + 60_000).toISOString().slice(0, 19)}Z`
  const items = Array.from({ length: 60 }, (_, number) => [
    { type: 'create', body: { externalId: `cms:${number}`, title: `Article ${number}` } },
    { type: 'schedule', externalId: `cms:${number}`, body: { publishAt } },
  ])
  await ask('POST', `${articles}:batch`, { body: items.flat() })
  const total = async () => (await app.inject('/v1/articles?count=true&limit=1')).json().page.total

  time.now = new Date(start + 3_600_000)
  const config = parseConfig({
    DATABASE_URL: `${t.testdirName}/offprint.db`,
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
  })
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done() })
  const around = { clock: () => time.now, newId: numberedIds('0daa0000'), stdout }
  // No job process runs, so only the server publishes.
  const app = await startHttpServer({ config, site, store }, around as Parameters<typeof startHttpServer>[1])
  t.teardown(() => app.close())
  t.equal(await total(), 60)
})
