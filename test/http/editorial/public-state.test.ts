import t from 'tap'
import { articles, desk } from './desk.ts'

const address = (slug: string) => `https://news.example.org/v1/articles/${slug}`
const page = 'https://www.example.org/ferries'

const publicState = (copy: Record<string, unknown>) => ({
  url: copy['url'],
  pageUrl: copy['pageUrl'],
  revision: copy['revision'],
})
const nothing = { url: undefined, pageUrl: undefined, revision: undefined }

t.test('publish answers with the public address of the article and its revision', async t => {
  const { app, ask, make, store, time } = await desk(t)
  const draft = await make({ title: 'Ferries', text: 'Two boats.', externalId: 'cms:1' })
  t.strictSame(publicState(draft), nothing)
  const url = `${articles}/${draft.id}`
  const published = await ask('POST', `${url}/publish`, { version: 1 })
  const { revision, metadata, ...article } = (await app.inject('/v1/articles/ferries')).json()
  const first = { url: article.url, pageUrl: metadata.canonicalUrl, revision }
  t.strictSame(publicState(published.body), first)
  t.strictSame(first, { url: address('ferries'), pageUrl: `${address('ferries')}.html`, revision: 1 })
  t.strictSame(publicState((await ask('GET', url)).body), first)
  const { items } = (await ask('GET', articles)).body as unknown as { items: Record<string, unknown>[] }
  t.strictSame(items.map(publicState), [first])

  const edited = await ask('PATCH', url, { version: 2, body: { slug: 'electric-ferries', canonicalUrl: page } })
  t.strictSame(publicState(edited.body), first, 'a changed slug is not public before publication')
  const again = await ask('POST', `${url}/publish`, { version: 3 })
  t.strictSame(publicState(again.body), { url: address('electric-ferries'), pageUrl: page, revision: 2 })

  const batch = await ask('POST', `${articles}:batch`, {
    body: [
      { type: 'put', externalId: 'cms:1', body: { title: 'Boats', text: 'Three.' } },
      { type: 'publish', externalId: 'cms:1' },
    ],
  })
  const results = batch.body as unknown as { items: { article: Record<string, unknown> }[] }
  const [put, moved] = results.items.map(({ article }) => publicState(article))
  const last = { url: address('electric-ferries'), pageUrl: `${address('electric-ferries')}.html`, revision: 3 }
  t.strictSame([put?.revision, moved], [3, last], 'items of one transaction have the state after it')

  time.now = new Date('2026-11-22T13:00:00Z')
  const off = await ask('POST', `${url}/unpublish`, { version: 6 })
  t.strictSame([off.status, publicState(off.body)], [200, nothing])
  t.strictSame(publicState((await ask('GET', url)).body), nothing)
  t.equal(await store.publicState(draft.id), undefined)
})

t.test('the revision of a working copy follows a reprint, without a new version', async t => {
  const { app, ask, make } = await desk(t)
  const { id, version } = await make({ title: 'Ferries', text: 'Two boats.', tags: ['Boats'] }, true)
  const { items } = (await ask('GET', '/v1/editorial/tags')).body as unknown as { items: { id: string }[] }
  const tag = `/v1/editorial/tags/${items[0]?.id}`
  const headers = { 'if-match': (await ask('GET', tag)).headers['etag'] ?? '' }
  t.equal((await ask('PATCH', tag, { body: { name: 'Ships' }, headers })).status, 200)
  const copy = (await ask('GET', `${articles}/${id}`)).body
  const { revision } = (await app.inject('/v1/articles/ferries')).json()
  t.strictSame([copy.version, copy['revision']], [version, revision])
  t.equal(revision, 2)
})
