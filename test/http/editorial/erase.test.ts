import t from 'tap'
import { articles } from './desk.ts'
import { importDesk, page } from './import-desk.ts'

const file = page('Secret ferries', 'Words of a secret.')

t.test(
  'erase: imports still tell how they went, and nothing of the article; its source comes again as another',
  async t => {
    const { send, work, items, ask, app, store } = await importDesk(t)
    const upload = async (body: string) => {
      const sent = await send(body, { query: '?name=secret.md&publish=true', type: 'text/markdown' })
      await work()
      return sent.body.id
    }
    const first = await upload(file)
    const [made] = await items(first)
    const { id = '', slug = '' } = made?.article ?? {}
    const copy = await ask('GET', `${articles}/${id}`)
    await ask('PATCH', `${articles}/${id}`, { version: copy.body.version, body: { summary: 'A secret.' } })
    const second = await upload(`${file} More of it.`)
    t.match(await items(second), [{ result: 'diverged', externalId: made?.externalId }])

    const { version } = (await ask('GET', `${articles}/${id}`)).body
    t.equal((await ask('POST', `${articles}/${id}/erase`, { version })).status, 204)
    const wordless = { position: 1, name: '', externalId: '', published: false, notes: [], consumed: [] }
    t.strictSame(await items(first), [{ ...wordless, result: 'created' }])
    t.strictSame(await items(second), [{ ...wordless, result: 'diverged' }])
    t.equal((await app.inject(`/v1/articles/${slug}`)).statusCode, 410)

    const [again] = await items(await upload(file))
    t.match(again, { result: 'created', externalId: made?.externalId, published: true })
    t.not(again?.article?.id, id)
    t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 410, 'the old one stays gone')
    t.equal((await app.inject(`/v1/articles/${again?.article?.slug}`)).statusCode, 200)
    t.equal((await store.article(again?.article?.id ?? ''))?.version, 1)
  },
)
