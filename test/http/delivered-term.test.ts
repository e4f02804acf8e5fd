import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { desk } from './editorial/desk.ts'

t.test('public answers are the same for a term of drafts and for a term that does not exist', async t => {
  const { app, make, ask } = await desk(t)
  await make({ title: 'Public', category: 'News', tags: ['Ships'], authors: [{ name: 'A' }] }, true)
  await make({ title: 'Draft', category: 'Xylo', tags: ['Xylo'], authors: [{ name: 'Xylo' }] })
  const seen = async (url: string, name: string) => {
    const { statusCode, headers, body } = await app.inject(url.replaceAll('*', name))
    const { date: _, 'x-request-id': __, etag: ___, ...others } = headers
    const token = /"token":"([^"]+)"/.exec(body)?.[1]
    const opened = token === undefined ? '' : Buffer.from(token, 'base64url').toString('latin1')
    const text = JSON.stringify([statusCode, others, body, opened])
    return text
      .replace(/"token":"[^"]+"|token=[\w-]+|"content-length":"\d+"|\\"requestId\\":\\"[^"]+"/g, '')
      .replaceAll(name, '*')
  }
  for (const url of [
    '/v1/articles?tag=*',
    '/v1/articles?category=*&count=true',
    '/v1/articles?author=*',
    '/v1/articles?tag=ships,*',
    '/v1/key-takeaways?tag=*',
    '/v1/tags/*',
    '/v1/authors/*',
    '/feeds/tags/*.xml',
  ]) {
    t.equal(await seen(url, 'xylo'), await seen(url, 'ylox'), url)
  }
  for (const url of ['/v1/sync?tag=*', '/v1/sync?category=*']) {
    const [drafted, unknown] = [await app.inject(url.replace('*', 'xylo')), await app.inject(url.replace('*', 'ylox'))]
    t.equal(drafted.headers['surrogate-key'], unknown.headers['surrogate-key'], url)
    const meaning = (answer: typeof drafted) => answer.json().token.length
    t.equal(meaning(drafted), meaning(unknown), url)
  }
  for (const kind of ['categories', 'tags', 'authors']) {
    t.notMatch((await app.inject(`/v1/${kind}`)).body, /xylo/i, kind)
    hasMembers(t, (await ask('GET', `/v1/editorial/${kind}`)).body['items'], { length: 2 })
  }
})

t.test('GET /v1/sync: the token of a tag stays valid when its first article appears and its last one ends', async t => {
  const { app, make, ask } = await desk(t)
  const { id, version } = await make({ title: 'Draft', tags: ['Xylo'] })
  const first = (await app.inject('/v1/sync?tag=xylo')).json()
  hasMembers(t, first, { articles: [], more: false })
  const next = async (token: string) => {
    const answer = await app.inject(`/v1/sync?token=${token}`)
    t.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  await ask('POST', `/v1/editorial/articles/${id}/publish`, { version })
  const second = await next(first.token)
  hasMembers(t, second.articles, [{ id }])
  const began = (await app.inject('/v1/sync?tag=xylo')).json()
  await ask('POST', `/v1/editorial/articles/${id}/unpublish`, { headers: { 'if-match': '*' } })
  for (const { token } of [second, began])
    hasMembers(t, (await next(token)).tombstones, [{ id, reason: 'unpublished' }])
})
