import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

t.test('API4: bodies, targets and pages are limited', async t => {
  const { app, ask } = await desk(t)
  hasMembers(t, await ask('POST', articles, { body: { title: 'x'.repeat(70_000) } }), {
    status: 413,
    body: { code: 'body-too-large' },
  })
  const deep = `${'['.repeat(50_000 / 2)}${']'.repeat(50_000 / 2)}`
  const headers = { 'content-type': 'application/json' }
  t.equal(
    (await app.inject({ method: 'POST', url: articles, headers, payload: deep })).statusCode,
    401,
    'checks the key before the body',
  )
  t.equal((await app.inject(`/v1/articles/${'a'.repeat(5000)}`)).statusCode, 414)
  t.equal((await app.inject('/v1/articles?limit=101')).statusCode, 400)
  t.equal((await app.inject('/v1/sync?limit=501')).statusCode, 400)
})

t.test('API4: exports are limited in total and per client, and an ended export makes room', async t => {
  const bounds = { exports: { max: 2, maxPerClient: 1 }, trustedProxies: ['127.0.0.1'] }
  const { app, publish } = await build(t, bounds)
  for (let number = 0; number < 30; number += 1) {
    await publish(`key-${number}`, { title: `Ferry ${number}`, sections: [lead(`${'x'.repeat(99)} `.repeat(3000))] })
  }
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const unread = async (client: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`GET /v1/export.ndjson HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${client}\r\n\r\n`)
    await once(socket, 'readable')
    return socket
  }
  const ask = (client: string) => fetch(`${address}/v1/export.ndjson`, { headers: { 'x-forwarded-for': client } })
  const first = await unread('198.51.100.1')
  const refused = await ask('198.51.100.1')
  t.equal(refused.status, 503)
  t.equal(refused.headers.get('retry-after'), '5')
  hasMembers(t, await refused.json(), { code: 'too-many-exports' })
  const second = await unread('198.51.100.2')
  t.equal((await ask('198.51.100.3')).status, 503, 'no export slot is free')
  first.destroy()
  let third = await ask('198.51.100.1')
  while (third.status === 503) third = await ask('198.51.100.1')
  t.equal(third.status, 200)
  await third.body?.cancel()
  second.destroy()
})
