import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { defaultRules, type FetchRules, urlSource } from '../../src/cli/source/url-source.ts'

const feed = Buffer.from('<rss version="2.0"><channel><title>News</title></channel></rss>')

/** A local server, and a function that reads from it. */
async function serving(t: Test, answer: RequestListener, more: Partial<FetchRules> = {}) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const rules = { ...defaultRules, isPrivateAllowed: true, idleMs: 2000, ...more }
  const read = (url: string) => all(url.startsWith('/') ? `http://127.0.0.1:${port}${url}` : url, rules)
  return { port, asked, read }
}

/** Sends single bytes without end. */
function drip(response: ServerResponse): void {
  response.writeHead(200)
  const timer = setInterval(() => response.write('x'), 50)
  response.once('close', () => clearInterval(timer))
}

async function all(url: string, rules: FetchRules): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of urlSource(new URL(url), rules).open()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

t.test('a URL is read with any supported content coding', async t => {
  const coded: Record<string, Buffer> = {
    '': feed,
    identity: feed,
    gzip: gzipSync(feed),
    'X-Gzip': gzipSync(feed),
    deflate: deflateSync(feed),
    br: brotliCompressSync(feed),
    'gzip, br': brotliCompressSync(gzipSync(feed)),
  }
  const { read } = await serving(t, ({ url = '' }, response) => {
    const coding = decodeURIComponent(url.slice(1))
    response.writeHead(200, coding === '' ? {} : { 'content-encoding': coding }).end(coded[coding])
  })
  for (const coding of Object.keys(coded)) t.strictSame(await read(`/${encodeURIComponent(coding)}`), feed, coding)
})

t.test('a URL is read through up to five redirects', async t => {
  const { read, asked } = await serving(t, ({ url = '' }, response) => {
    const [, left = '0'] = /\/(\d+)$/.exec(url) ?? []
    if (left === '0') response.end(feed)
    else response.writeHead(302, { location: `../feed/${Number(left) - 1}` }).end('moved')
  })
  t.strictSame(await read('/feed/5'), feed)
  t.strictSame(asked.length, 6)
  await t.rejects(read('/feed/6'), { code: 'input-unreadable', message: /: it redirects more than 5 times\.$/ })
})

t.test('an address of this machine or of a private network is never requested, in any notation', async t => {
  const { port, asked } = await serving(t, (_, response) => response.end(feed))
  const hosts = [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[::127.0.0.1]',
    '[::7f00:1]',
    '[::a9fe:a9fe]',
    '[fec0::1]',
    '168.63.129.16',
    '[::ffff:168.63.129.16]',
    '100.100.100.200',
    '192.0.0.192',
  ]
  for (const host of hosts) {
    await t.rejects(all(`http://${host}:${port}/`, defaultRules), {
      message: /it is an address of this machine or of a private network; use --allow-private/,
    })
    await t.rejects(all(`https://${host}:${port}/`, defaultRules), { message: /--allow-private/ })
  }
  t.strictSame(asked, [])
})

t.test('a URL that cannot be read is reported with the reason', async t => {
  const { port, read } = await serving(
    t,
    ({ url }, response) => {
      if (url === '/none') response.writeHead(404).end('nothing')
      if (url === '/file') response.writeHead(301, { location: 'file:///etc/passwd' }).end()
      if (url === '/nowhere') response.writeHead(301).end()
      if (url === '/zstd') response.writeHead(200, { 'content-encoding': 'zstd' }).end('x')
      if (url === '/damaged') response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all')
      if (url === '/cut') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(feed).subarray(0, 20))
      if (url === '/brotli') response.writeHead(200, { 'content-encoding': 'br' }).end('no brotli at all')
      if (url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1e7)))
      if (url === '/short') response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy())
      if (url === '/slow') response.writeHead(200).write('x')
      if (url === '/many') response.writeHead(200, { 'content-encoding': 'gzip, '.repeat(2500) }).end('x')
      if (url === '/drip') drip(response)
      if (url === '/switch') response.writeHead(101, { connection: 'Upgrade', upgrade: 'other' }).end()
    },
    { idleMs: 1000, totalMs: 6000, maxBytes: 1e6 },
  )
  const cases: [string, string | RegExp][] = [
    ['/none', `127.0.0.1:${port} answers 404 Not Found`],
    ['/file', 'it redirects to file:///etc/passwd, which is not an http or https URL'],
    ['/nowhere', `127.0.0.1:${port} answers 301 Moved Permanently`],
    ['/zstd', 'its content coding “zstd” is not supported'],
    ['/damaged', 'its compression is damaged'],
    ['/cut', 'its compressed data is incomplete'],
    ['/brotli', 'its compression is damaged'],
    ['/bomb', 'it is larger than 1000000 bytes'],
    ['/short', 'the connection was reset'],
    ['/slow', `127.0.0.1:${port} sent nothing for 1 seconds`],
    ['/many', 'it has more than 3 content codings'],
    ['/drip', 'it took longer than 6 seconds'],
    ['/switch', 'the connection was closed without a response'],
    ['/silent', `127.0.0.1:${port} sent nothing for 1 seconds`],
    ['http://127.0.0.1:1/', 'the connection was refused'],
  ]
  for (const [url, why] of cases) {
    const whole = url.startsWith('/') ? `http://127.0.0.1:${port}${url}` : url
    await t.rejects(read(url), { code: 'input-unreadable', message: `${whole} cannot be read: ${why}.` }, url)
  }
})

t.test('the connection is closed when a content coding is refused', async t => {
  const ended = Promise.withResolvers<void>()
  const { read } = await serving(
    t,
    (_, response) => {
      response.once('close', ended.resolve)
      response.writeHead(200, { 'content-encoding': 'zstd' }).write('x')
    },
    { idleMs: 600_000 },
  )
  await t.rejects(read('/'), { message: /zstd/ })
  await ended.promise
})

t.test('the name of a URL source is the path and the query of the URL', async t => {
  const names = [
    'https://a.example',
    'https://a.example/b/c%20d.html',
    'https://a.example/?feed=rss2',
    'https://a.example/%ff',
  ]
  t.strictSame(
    names.map(url => urlSource(new URL(url)).name),
    ['index', 'b/c d.html', 'index?feed=rss2', '%ff'],
  )
})
