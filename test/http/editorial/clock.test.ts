import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

t.test('after the clock is set back, updatedAt, Last-Modified and tombstones do not get older', async t => {
  const { app, ask, make, time } = await desk(t, { cacheBytes: 0 })
  const read = async (slug: string) => {
    const { headers, body } = await app.inject(`/v1/articles/${slug}`)
    return { lastModified: Date.parse(String(headers['last-modified'])), ...JSON.parse(body) }
  }
  const { id, slug } = await make({ title: 'One', text: 'Words.' }, true)
  const any = { 'if-match': '*' }
  time.now = new Date('2026-11-22T12:00:10Z')
  let before = await read(String(slug))
  t.equal(before.lastModified, Date.parse('2026-11-22T12:00:00Z'))

  time.now = new Date('2026-11-22T11:55:00Z')
  for (const title of ['Two', 'Three', 'Four']) {
    await ask('PATCH', `${articles}/${id}`, { body: { title }, headers: any })
    hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { headers: any }), { status: 200 })
    const now = await read(String(slug))
    hasMembers(t, now, { title, metadata: { updatedAt: '2026-11-22T12:00:00Z', publishedAt: '2026-11-22T12:00:00Z' } })
    t.ok(now.lastModified >= before.lastModified, String(now.lastModified))
    const headers = { 'if-modified-since': new Date(before.lastModified).toUTCString() }
    t.equal((await app.inject({ url: `/v1/articles/${slug}`, headers })).statusCode, 200)
    before = now
  }
  await make({ title: 'Other', text: 'Words.' }, true)
  hasMembers(t, await read('other'), { metadata: { updatedAt: '2026-11-22T12:00:00Z' } })
  await ask('POST', `${articles}/${id}/withdraw`, { headers: any })
  hasMembers(t, (await app.inject(`/v1/articles/${id}`)).json(), { gone: { at: '2026-11-22T12:00:00Z' } })
  time.now = new Date('2026-11-22T12:10:00Z')
  await make({ title: 'Later', text: 'Words.' }, true)
  hasMembers(t, await read('later'), { metadata: { updatedAt: '2026-11-22T12:10:00Z' } })
})

t.test('an article has the time of its request, however long the write waits', async t => {
  const { app, ask, make, store, time } = await desk(t, { cacheBytes: 0 }, store => ({
    ...store,
    writeArticles(...write) {
      time.now = new Date(time.now.getTime() + 5000)
      return store.writeArticles(...write)
    },
  }))
  const { id, slug } = await make({ title: 'One', text: 'Words.' })
  hasMembers(t, await ask('GET', `${articles}/${id}`), { body: { createdAt: '2026-11-22T12:00:00Z' } })
  const any = { 'if-match': '*' }
  await ask('POST', `${articles}/${id}/publish`, { headers: any })
  const { metadata } = (await app.inject(`/v1/articles/${slug}`)).json()
  hasMembers(t, metadata, { publishedAt: '2026-11-22T12:00:05Z', updatedAt: '2026-11-22T12:00:05Z' })
  const [change] = await store.changes(0, 1)
  hasMembers(t, change, { at: metadata.publishedAt })

  // The log has the time of the newest publication, so that the next one is not before it.
  time.now = new Date('2026-11-21T12:00:00Z')
  await ask('PATCH', `${articles}/${id}`, { body: { title: 'Two' }, headers: any })
  hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { headers: any }), { status: 200 })
  await ask('POST', `${articles}/${id}/withdraw`, { headers: any })
  hasMembers(t, (await app.inject(`/v1/articles/${id}`)).json(), { gone: { at: metadata.publishedAt } })
})
