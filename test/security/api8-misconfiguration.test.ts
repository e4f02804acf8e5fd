import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

async function exchange(port: number, sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(sent)
  let all = ''
  for await (const chunk of socket) all += chunk
  return all
}

async function listening(t: Test) {
  const built = await build(t)
  await built.publish('a', { title: 'A' })
  await built.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = built.app.server.address() as AddressInfo
  const answers = await exchange(port, 'GET /v1/articles/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  t.match(answers, /^HTTP\/1\.1 200 /, 'the answer is cached')
  return port
}

const end = 'Connection: close\r\n\r\n'

t.test('API8: two Host fields are refused with 400, also when the answer is cached', async t => {
  const port = await listening(t)
  for (const path of ['/v1/articles/a', '/v1/articles', '/nowhere', '/v1/articles/b']) {
    for (const hosts of ['Host: x\r\nHost: y\r\n', 'Host: x\r\nhOST: x\r\n']) {
      const answer = await exchange(port, `GET ${path} HTTP/1.1\r\n${hosts}${end}`)
      t.match(answer, /^HTTP\/1\.1 400 .*"location":"header","name":"host"/s, path)
    }
  }
})

t.test('API8: a target of another scheme is refused with 400 and not echoed', async t => {
  const port = await listening(t)
  for (const url of ['file:///etc/passwd', 'ftp://x/y', 'javascript:alert(1)', 'urn:isbn:1', 'data:text/html,x']) {
    const answer = await exchange(port, `GET ${url} HTTP/1.1\r\nHost: x\r\n${end}`)
    t.match(answer, /^HTTP\/1\.1 400 /, url)
    t.notMatch(answer, url)
  }
  t.match(await exchange(port, `GET http://y/v1/articles/a HTTP/1.1\r\nHost: x\r\n${end}`), /^HTTP\/1\.1 200 /)
})

t.test('API8: HTTP/0.9 requests receive no article', async t => {
  const port = await listening(t)
  t.notMatch(await exchange(port, 'GET /v1/articles/a\r\n\r\n'), /"title":"A"/)
})

t.test('API8: a compressed JSON body is refused with 415', async t => {
  const { app, secretOf } = await desk(t)
  const headers = {
    authorization: `Bearer ${await secretOf(['articles:write'])}`,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  }
  const answer = await app.inject({ method: 'POST', url: articles, headers, payload: gzipSync('{"title":"X"}') })
  t.equal(answer.statusCode, 415)
  hasMembers(t, answer.json(), { code: 'unsupported-media-type' })
  hasMembers(t, answer.headers, { 'accept-encoding': 'identity', accept: undefined })
})

t.test('API8: an internal error reveals no details', async t => {
  const fault = async () => {
    throw new Error('SELECT secret FROM /var/lib/offprint.db')
  }
  const { app } = await build(t, {}, store => ({ ...store, find: fault, list: fault }))
  for (const url of ['/v1/articles/a', '/v1/articles', '/v1/articles/a.html', '/feeds/rss.xml']) {
    const { statusCode, body } = await app.inject(url)
    t.equal(statusCode, 500, url)
    t.notMatch(body, /SELECT|var\/lib|node_modules|\.ts:\d/)
  }
})
