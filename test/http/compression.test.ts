import t, { type Test } from 'tap'
import { build } from '../build.ts'
import { headed } from '../domain/sample.ts'
import { ferries, outspoken } from './sample.ts'
import { decoded, type Wire, wire } from './wire.ts'

const long = { ...ferries, sections: [headed('Long', 'A sentence about ferries. '.repeat(200))] }
const slug = 'harbour-trust-buys-two-electric-ferries'
const article = `/v1/articles/${slug}`

const addresses = [
  article,
  '/v1/articles?include=body',
  '/v1/sync?include=body',
  '/v1/export.ndjson',
  '/feeds/rss.xml',
  `${article}.html`,
  `${article}.txt?preview=no`,
  '/openapi.json',
]

async function serving(t: Test, cacheBytes: number) {
  const built = await build(t, { site: outspoken, cacheBytes })
  await built.publish('long', long)
  return { ...built, ask: await wire(built.app) }
}

for (const cacheBytes of [0, 10_000_000]) {
  t.test(`with ${cacheBytes} bytes of cache, the first answer is compressed if it is longer than 1 KB`, async t => {
    const { ask } = await serving(t, cacheBytes)
    for (const coding of ['br', 'gzip']) {
      for (const path of addresses) {
        const answer = await ask(path, { 'accept-encoding': coding })
        const { body } = await ask(path)
        if (body.length < 1024) {
          t.equal(answer.headers['content-encoding'], undefined, `${path} is short`)
          continue
        }
        t.equal(answer.headers['content-encoding'], coding, path)
        t.match(answer.headers['vary'], /Accept-Encoding/, path)
        t.strictSame(decoded(answer), body, path)
        t.ok(answer.body.length < body.length / 2, path)
      }
    }
  })
}

t.test('simultaneous requests for one answer receive the same compressed bytes', async t => {
  const { ask } = await serving(t, 10_000_000)
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(article, { 'accept-encoding': 'gzip' })))
  const seen = (answer: Wire) => [answer.headers['content-encoding'], answer.body.toString('base64')]
  for (const answer of answers) t.strictSame(seen(answer), seen(answers[0] ?? answer))
  t.equal(answers[0]?.headers['content-encoding'], 'gzip')
})

t.test('HEAD has the same headers as GET for a compressed answer', async t => {
  const { ask } = await serving(t, 10_000_000)
  for (const path of [article, '/v1/export.ndjson', '/docs/reference.js']) {
    const head = await ask(path, { 'accept-encoding': 'gzip' }, 'HEAD')
    const get = await ask(path, { 'accept-encoding': 'gzip' })
    const shown = ({ headers }: Wire) => ['content-encoding', 'vary', 'etag', 'content-type'].map(name => headers[name])
    t.equal(head.headers['content-encoding'], 'gzip', path)
    t.strictSame(shown(head), shown(get), path)
  }
})

t.test('the export is flushed page by page: the first articles arrive before the last are read', async t => {
  const { app, store, publish } = await build(t)
  for (let number = 1; number <= 60; number += 1) {
    await publish(`key-${number}`, { ...ferries, title: `Ferry ${number}`, slug: `ferry-${number}` })
  }
  const gate = Promise.withResolvers<void>()
  const { syncWalk } = store
  store.syncWalk = async (...args) => {
    if (args[0].from) await gate.promise
    return syncWalk(...args)
  }
  t.teardown(() => {
    store.syncWalk = syncWalk
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const answer = await fetch(`${address}/v1/export.ndjson`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(answer.headers.get('content-encoding'), 'gzip')
  const lines: string[] = []
  let text = ''
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.includes('\n')) gate.resolve()
  }
  lines.push(...text.trimEnd().split('\n'))
  t.equal(lines.length, 61)
})
