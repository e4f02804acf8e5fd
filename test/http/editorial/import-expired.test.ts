import t from 'tap'
import { importDesk } from './import-desk.ts'

const post = (members: string, words = 'Words.') => `---\ntitle: A post\n${members}\n---\n\n${words}\n`
const query = '?publish=true&name=a.md'
const type = 'text/markdown'

/** What a copy of everything is given. */
async function copied(app: Awaited<ReturnType<typeof importDesk>>['app']) {
  const { articles, tombstones } = (await app.inject('/v1/sync')).json<{ articles: unknown[]; tombstones: unknown[] }>()
  return { articles, tombstones }
}

t.test('an import of what has expired delivers it to nobody', async t => {
  const { app, ask, send, work, items } = await importDesk(t)
  const { body } = await send(post('expiryDate: 2020-01-01', 'OVERWORDS'), { type, query })
  await work()
  const [item] = await items(body.id)
  t.match(item, { result: 'created', published: false, notes: [{ code: 'expired' }] })
  const ref = `/v1/editorial/articles/${item?.article?.id}`
  t.match((await ask('GET', ref)).body, { status: 'draft', expiresAt: '2019-12-31T23:00:00Z' })
  t.match(await ask('POST', `${ref}/publish`, { version: 1 }), { status: 409, body: { code: 'transition-refused' } })
  t.strictSame(await copied(app), { articles: [], tombstones: [] })
})

t.test('a published article whose source now says that it has expired ends without another edition', async t => {
  const { app, send, work, items, time } = await importDesk(t)
  await send(post('slug: a-post'), { type, query })
  await work()
  time.now = new Date('2026-11-22T12:00:05Z')
  const { body } = await send(post('slug: a-post\nexpiryDate: 2020-01-01', 'OVERWORDS'), { type, query })
  await work()
  const [item] = await items(body.id)
  t.match(item, { result: 'revised', published: false, notes: [{ code: 'expired' }] })
  t.match((await app.inject('/v1/articles/a-post')).json(), { status: 410, gone: { reason: 'expired' } })
  t.match(await copied(app), { articles: [], tombstones: [] }, 'a new copy never hears of it')
})

t.test(
  'an embargoed article is published by an import after its date, and says before that it stays public',
  async t => {
    const { app, send, work, items, time } = await importDesk(t)
    const source = post('slug: a-post\ndate: 2026-11-23T00:00:00Z')
    const importIt = async (words = source) => {
      const { body } = await send(words, { type, query })
      await work()
      const [item] = await items(body.id)
      return item
    }
    t.match(await importIt(), { result: 'created', published: false, notes: [{ code: 'scheduled' }] })
    t.equal((await app.inject('/v1/articles/a-post')).statusCode, 404)
    time.now = new Date('2026-11-23T00:00:00Z')
    t.match(await importIt(), { result: 'unchanged', published: true, notes: [] })
    t.match((await app.inject('/v1/articles/a-post')).json(), { metadata: { publishedAt: '2026-11-23T00:00:00Z' } })
    const draft = await importIt(post('slug: a-post\ndraft: true', 'NEWWORDS'))
    t.strictSame(
      [draft?.result, draft?.published, draft?.notes.map(note => note.code)],
      ['revised', false, ['draft', 'still-public']],
    )
    t.notMatch((await app.inject('/v1/articles/a-post')).body, 'NEWWORDS')
  },
)
