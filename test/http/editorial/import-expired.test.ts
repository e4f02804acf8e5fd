import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { importDesk } from './import-desk.ts'

const post = (members: string, words = 'Words.') => `---\ntitle: A post\n${members}\n---\n\n${words}\n`
const query = '?publish=true&name=a.md'
const type = 'text/markdown'

/** The articles and tombstones of a full sync. */
async function copied(app: Awaited<ReturnType<typeof importDesk>>['app']) {
  const { articles, tombstones } = (await app.inject('/v1/sync')).json<{ articles: unknown[]; tombstones: unknown[] }>()
  return { articles, tombstones }
}

t.test('an import does not deliver an expired article', async t => {
  const { app, ask, send, work, items } = await importDesk(t)
  const { body } = await send(post('expiryDate: 2020-01-01', 'OVERWORDS'), { type, query })
  await work()
  const [item] = await items(body.id)
  hasMembers(t, item, { result: 'created', published: false, notes: [{ code: 'expired' }] })
  const ref = `/v1/editorial/articles/${item?.article?.id}`
  hasMembers(t, (await ask('GET', ref)).body, { status: 'draft', expiresAt: '2019-12-31T23:00:00Z' })
  hasMembers(t, await ask('POST', `${ref}/publish`, { version: 1 }), {
    status: 409,
    body: { code: 'transition-refused' },
  })
  t.strictSame(await copied(app), { articles: [], tombstones: [] })
})

t.test('a published article ends without another edition when its source states that it has expired', async t => {
  const { app, send, work, items, time } = await importDesk(t)
  await send(post('slug: a-post'), { type, query })
  await work()
  time.now = new Date('2026-11-22T12:00:05Z')
  const { body } = await send(post('slug: a-post\nexpiryDate: 2020-01-01', 'OVERWORDS'), { type, query })
  await work()
  const [item] = await items(body.id)
  hasMembers(t, item, { result: 'revised', published: false, notes: [{ code: 'expired' }] })
  hasMembers(t, (await app.inject('/v1/articles/a-post')).json(), { status: 410, gone: { reason: 'expired' } })
  hasMembers(t, await copied(app), { articles: [], tombstones: [] }, 'a full sync does not contain it')
})

t.test(
  'an import publishes an embargoed article after its date, and notes that a new draft leaves it public',
  async t => {
    const { app, send, work, items, time } = await importDesk(t)
    const source = post('slug: a-post\ndate: 2026-11-23T00:00:00Z')
    const importIt = async (words = source) => {
      const { body } = await send(words, { type, query })
      await work()
      const [item] = await items(body.id)
      return item
    }
    hasMembers(t, await importIt(), { result: 'created', published: false, notes: [{ code: 'scheduled' }] })
    t.equal((await app.inject('/v1/articles/a-post')).statusCode, 404)
    time.now = new Date('2026-11-23T00:00:00Z')
    hasMembers(t, await importIt(), { result: 'unchanged', published: true, notes: [] })
    hasMembers(t, (await app.inject('/v1/articles/a-post')).json(), {
      metadata: { publishedAt: '2026-11-23T00:00:00Z' },
    })
    const draft = await importIt(post('slug: a-post\ndraft: true', 'NEWWORDS'))
    t.strictSame(
      [draft?.result, draft?.published, draft?.notes.map(note => note.code)],
      ['revised', false, ['draft', 'still-public']],
    )
    t.notMatch((await app.inject('/v1/articles/a-post')).body, 'NEWWORDS')
  },
)
