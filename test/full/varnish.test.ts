import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { get, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { type Server, serve } from './server.ts'
import { startVarnish, until, withoutVarnish } from './varnish.ts'

const purger = fileURLToPath(new URL('../../examples/cdn/purge.ts', import.meta.url))

// It takes half a minute on an idle machine.
t.setTimeout(300_000)
const missing = withoutVarnish(t.testdir())

/** A test with a real Varnish. Without one, it is skipped, and its name states why. */
function varnishTest(name: string, run: (t: Test) => Promise<void>): void {
  if (missing) t.test(`${name} (${missing})`, { skip: missing }, run)
  else t.test(name, { timeout: 120_000 }, run)
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer; isHit: boolean }

/** One response as sent on the wire, on a new connection. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers, method }, async response => {
      const body = Buffer.concat(await response.toArray())
      // Two numbers: of this request, and of the one that filled the cache.
      const isHit = /^\d+ \d+$/.test(String(response.headers['x-varnish']))
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body, isHit })
    })
    request.once('error', reject)
  })
}

type Newsroom = { server: Server; folder: string; write(name: string, words: string, category?: string): Promise<void> }

/** A server on a new file, and a function that publishes from another process. */
async function newsroom(t: Test, more: Record<string, string> = {}): Promise<Newsroom> {
  const folder = t.testdir({ news: {} })
  const news = join(folder, 'news')
  const env = { DATABASE_URL: join(folder, 'offprint.db'), ...more }
  const server = await serve(t, [], env)
  // Another address would cause reprints, which are further changes.
  const same = { ...env, PUBLIC_URL: server.address }
  return {
    server,
    folder,
    async write(name, words, category) {
      if (category === undefined) writeFileSync(join(news, `${name}.txt`), `The ${name}\n\n${words}\n`)
      else writeFileSync(join(news, `${name}.md`), `---\ntitle: The ${name}\ncategory: ${category}\n---\n${words}\n`)
      t.equal((await offprint(['import', news, '--publish', '--undated', 'publish'], same)).code, 0)
    },
  }
}

varnishTest('Varnish: a purge by group removes the answers of that group and no other', async t => {
  const { server, folder, write } = await newsroom(t)
  await write('bridge', 'Old words.')
  await write('ferry', 'Old words.')
  const varnish = await startVarnish(t, folder, server.address)
  const paths = ['/v1/articles/the-bridge', '/v1/articles/the-bridge.html', '/v1/articles/the-ferry', '/v1/articles']
  const hits = async () => {
    const answers = await Promise.all(paths.map(path => ask(varnish.address + path)))
    t.strictSame([...new Set(answers.map(({ status }) => status))], [200])
    return answers.map(({ isHit }) => isHit)
  }
  t.strictSame(await hits(), [false, false, false, false])
  t.strictSame(await hits(), [true, true, true, true])

  await write('bridge', 'New words.')
  const read = async () => (await ask(`${varnish.address}/v1/articles/the-bridge`)).body.toString()
  t.match(await read(), 'Old words.', 'Varnish serves the old text until the purge')
  const group = String((await ask(`${server.address}/v1/articles/the-bridge`)).headers['surrogate-key'])
  t.equal(await varnish.purge(group), '200 Purged 2')
  t.match(await read(), 'New words.')
  t.strictSame(await hits(), [true, false, true, true])
  t.equal(await varnish.purge('list a:nothing'), '200 Purged 1')
  t.strictSame(await hits(), [true, true, true, false])
  t.equal(await varnish.purge(), '400 Surrogate-Key is missing')
  t.strictSame(await hits(), [true, true, true, true])
})

varnishTest('Varnish: the purger of the recipe purges each change, also one from before its start', async t => {
  const { server, folder, write } = await newsroom(t, { CACHE_S_MAXAGE: '3600' })
  await write('bridge', 'First words.')
  const varnish = await startVarnish(t, folder, server.address)
  const TOKEN_FILE = join(folder, 'purge.token')
  const follow = () => {
    const env = { OFFPRINT: server.address, VARNISH: varnish.address, TOKEN_FILE }
    const child = spawn(process.execPath, [purger, 'varnish'], { env, stdio: 'inherit' })
    t.teardown(() => child.kill('SIGKILL'))
    return child
  }
  const read = async (path: string) => (await ask(`${varnish.address}/v1/${path}`)).body.toString()
  const shows = (words: string) =>
    until(async () => {
      const [article, list] = [await read('articles/the-bridge'), await read('articles?include=body')]
      return article.includes(words) && list.includes(words) ? true : undefined
    })
  await shows('First words.')
  const first = follow()
  await until(async () => existsSync(TOKEN_FILE) || undefined)
  await write('bridge', 'Second words.')
  await shows('Second words.')
  first.kill('SIGKILL')
  await write('bridge', 'Third words.')
  t.match(await read('articles/the-bridge'), 'Second words.')
  follow()
  await shows('Third words.')
})

varnishTest('Varnish: the purger keeps lists in the cache that a change does not affect', async t => {
  const { server, folder, write } = await newsroom(t, { CACHE_S_MAXAGE: '3600' })
  await write('bridge', 'First words.', 'Roads')
  await write('ferry', 'First words.', 'Boats')
  const varnish = await startVarnish(t, folder, server.address)
  const TOKEN_FILE = join(folder, 'purge.token')
  const env = { OFFPRINT: server.address, VARNISH: varnish.address, TOKEN_FILE }
  const child = spawn(process.execPath, [purger, 'varnish'], { env, stdio: 'inherit' })
  t.teardown(() => child.kill('SIGKILL'))
  await until(async () => existsSync(TOKEN_FILE) || undefined)
  const list = (category: string) => ask(`${varnish.address}/v1/articles?category=${category}&language=en&include=body`)
  for (const category of ['roads', 'boats', 'harbours']) await list(category)
  await write('bridge', 'Second words.', 'Roads')
  await until(async () => (await list('roads')).body.includes('Second words.') || undefined)
  const kept = await list('boats')
  t.strictSame([kept.isHit, kept.body.includes('The ferry')], [true, true])
  await write('bridge', 'Third words.', 'Boats')
  await until(async () => (await list('boats')).body.includes('Third words.') || undefined)
  await until(async () => !(await list('roads')).body.includes('The bridge') || undefined)
  await write('pier', 'First words.', 'Harbours')
  await until(async () => (await list('harbours')).body.includes('The pier') || undefined)
})

varnishTest('Varnish: caches one response for all content codings and revalidates it with 304', async t => {
  const { server, folder, write } = await newsroom(t, { CACHE_S_MAXAGE: '1', CACHE_STALE_WHILE_REVALIDATE: '0' })
  await write('bridge', 'A word. '.repeat(500))
  const varnish = await startVarnish(t, folder, server.address, 0)
  const url = `${varnish.address}/v1/articles/the-bridge.html`
  const first = await ask(url, { 'accept-encoding': 'gzip, br' })
  const [gzip, br, plain] = [
    await ask(url, { 'accept-encoding': 'gzip;q=0.5', cookie: 'a=b' }),
    await ask(url, { 'accept-encoding': 'br' }),
    await ask(url),
  ]
  const direct = await ask(`${server.address}/v1/articles/the-bridge.html`)
  t.strictSame(
    [first, gzip, br, plain].map(one => one.headers['content-encoding']),
    ['gzip', 'gzip', undefined, undefined],
  )
  for (const one of [gunzipSync(first.body), gunzipSync(gzip.body), br.body, plain.body]) {
    t.equal(one.toString(), direct.body.toString())
  }
  t.strictSame(
    [first, gzip, br, plain].map(one => one.headers['repr-digest']),
    [undefined, undefined, undefined, undefined],
    'Varnish removes the digest, which does not match the compressed response in its cache',
  )
  for (const one of [first, gzip, br, plain]) {
    const { vary, etag, 'cache-groups': groups } = one.headers
    t.strictSame([vary, etag, groups], ['Accept-Encoding', direct.headers.etag, direct.headers['cache-groups']])
    t.equal(one.headers['xkey'], undefined)
  }
  const known = { 'if-none-match': String(direct.headers.etag), 'cache-control': 'no-cache' }
  hasMembers(t, await ask(url, known), { status: 304, headers: { etag: direct.headers.etag } })
  t.equal((await ask(url, { 'if-none-match': '"other"' })).status, 200)
  const before = await varnish.counter('MAIN.fetch_304')
  await until(async () => {
    t.equal((await ask(url, known)).status, 304)
    return (await varnish.counter('MAIN.fetch_304')) > before ? true : undefined
  })
  const later = await ask(url, { 'accept-encoding': 'gzip' })
  t.equal(gunzipSync(later.body).toString(), direct.body.toString())
  const group = String(direct.headers['surrogate-key'])
  t.match(await varnish.purge(group), /^200 Purged [1-9]/, 'a revalidated response keeps its groups')
})

varnishTest('Varnish: repeated parameters keep their order', async t => {
  const { server, folder, write } = await newsroom(t)
  await write('bridge', 'Words.')
  await write('ferry', 'Words.')
  const varnish = await startVarnish(t, folder, server.address)
  const idsOf = async (url: string) => {
    const { items } = JSON.parse((await ask(url)).body.toString())
    return items.map(({ id }: { id: string }) => id)
  }
  const ids: string[] = await idsOf(`${server.address}/v1/articles`)
  for (const wanted of [ids, ids.toReversed()]) {
    const query = wanted.map(id => `ids=${id}`).join('&')
    t.strictSame(await idsOf(`${varnish.address}/v1/articles?${query}&fields=id`), wanted)
  }
  const answer = await ask(`${varnish.address}/v1/articles?${ids.map(id => `ids=${id}`).join('&')}&fields=id`)
  hasMembers(t, answer.headers, { age: /^\d+$/ })
  t.strictSame([answer.isHit, answer.headers['x-request-id']], [true, undefined])
})

varnishTest('Varnish: serves stale responses while the origin is stopped, and 503 for uncached ones', async t => {
  const { server, folder, write } = await newsroom(t, { CACHE_S_MAXAGE: '1', CACHE_STALE_WHILE_REVALIDATE: '0' })
  await write('bridge', 'Words.')
  const varnish = await startVarnish(t, folder, server.address, 0)
  const url = `${varnish.address}/v1/articles/the-bridge`
  const fresh = await ask(url)
  t.equal(await server.stop(), 0)
  const stale = await until(async () => {
    const answer = await ask(url)
    if (answer.status !== 200) throw new Error(`${answer.status} while the origin is stopped`)
    return Number(answer.headers.age) > 1 ? answer : undefined
  })
  t.strictSame([stale.status, stale.body.toString()], [200, fresh.body.toString()])
  t.equal((await ask(url, { 'if-none-match': String(fresh.headers.etag) })).status, 304)
  t.equal((await ask(`${varnish.address}/v1/articles`)).status, 503)
  await varnish.declareSick()
  for (let round = 0; round < 3; round += 1) t.equal((await ask(url)).body.toString(), fresh.body.toString())
  t.equal((await ask(`${varnish.address}/v1/articles`)).status, 503)
})

varnishTest('Varnish: passes the live stream through, and caches no errors and no editorial responses', async t => {
  const { server, folder, write } = await newsroom(t)
  const varnish = await startVarnish(t, folder, server.address)
  const stream = await fetch(`${varnish.address}/v1/stream`)
  t.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  const path = `${varnish.address}/v1/articles/the-bridge`
  t.strictSame([(await ask(path)).status, (await ask(path)).isHit], [404, false])
  t.equal((await ask(`${varnish.address}/v1/editorial/articles`)).status, 401)
  await write('bridge', 'Words.')
  t.equal((await ask(path)).status, 200, 'the earlier 404 is not cached')
  let text = ''
  while (!text.includes('event: article')) text += (await reader?.read())?.value ?? ''
  await reader?.cancel()
  t.match(text, 'the-bridge')
})
