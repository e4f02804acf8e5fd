import t from 'tap'
import { articles, desk } from './desk.ts'

t.test('GET of a working copy, its parts and a term answers 304 if If-None-Match has its entity tag', async t => {
  const { app, ask, make, secretOf } = await desk(t)
  const { id } = await make({ title: 'A', text: 'Words.', tags: ['Ferries'] })
  const { items } = (await ask('GET', '/v1/editorial/tags')).body as unknown as { items: { id: string }[] }
  const addresses = [`${articles}/${id}`, `${articles}/${id}/sections`, `${articles}/${id}/sections/lead`]
  for (const url of [...addresses, `/v1/editorial/tags/${items[0]?.id}`]) {
    const { etag = '' } = (await ask('GET', url)).headers
    t.match(etag, /^"/, url)
    for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
      const again = await ask('GET', url, { headers: { 'if-none-match': known } })
      t.strictSame([again.status, again.headers['etag'], again.body], [304, etag, undefined], `${url} ${known}`)
      t.equal(again.headers['content-type'], undefined)
    }
    t.equal((await ask('GET', url, { headers: { 'if-none-match': '"other"' } })).status, 200)
    const authorization = `Bearer ${await secretOf(['articles:read'])}`
    const head = await app.inject({ method: 'HEAD', url, headers: { authorization, 'if-none-match': etag } })
    t.strictSame([head.statusCode, head.headers['etag']], [304, etag])
  }
  const first = (await ask('GET', `${articles}/${id}`)).headers['etag'] ?? ''
  await ask('PATCH', `${articles}/${id}`, { body: { title: 'B' }, headers: { 'if-match': first } })
  const changed = await ask('GET', `${articles}/${id}`, { headers: { 'if-none-match': first } })
  t.strictSame([changed.status, changed.body['title']], [200, 'B'])
})

t.test('a write ignores If-None-Match', async t => {
  const { ask, make } = await desk(t)
  const { id, version } = await make({ title: 'A', text: 'Words.' })
  const headers = { 'if-none-match': '*' }
  const { status, body } = await ask('PATCH', `${articles}/${id}`, { version, body: { title: 'B' }, headers })
  t.strictSame([status, body['title']], [200, 'B'])
})
