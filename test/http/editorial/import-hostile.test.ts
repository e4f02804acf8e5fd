import { once } from 'node:events'
import { utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import t from 'tap'
import { AppError } from '../../../src/domain/error.ts'
import { sweepUploads } from '../../../src/editorial/import/file.ts'
import { importNext } from '../../../src/editorial/import/queue.ts'
import { hasMembers } from '../../has-members.ts'
import { type Body, form, importDesk, imports, page } from './import-desk.ts'

const markdown = 'text/markdown'

t.test('POST /v1/editorial/imports refuses an invalid upload and stores nothing', async t => {
  const { send, kept, ask, origin, secretOf } = await importDesk(t)
  const boundary = 'multipart/form-data; boundary=x'
  const part = (head: string, body: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
  const file = part('name="f"; filename="a.md"', '# A')
  const large = 'x'.repeat(50_001)
  const cases: [what: string, status: number, code: string, body: Body, type: string | undefined][] = [
    ['an image', 415, 'unsupported-media-type', 'x', 'image/png'],
    ['a form of a web page', 415, 'unsupported-media-type', 'a=b', 'application/x-www-form-urlencoded'],
    ['no media type that is one', 415, 'unsupported-media-type', 'x', 'nonsense'],
    ['an empty body', 400, 'invalid-request', '', markdown],
    ['one that is too large', 413, 'body-too-large', large, markdown],
    ['one that turns out too large', 413, 'body-too-large', streamed(large), markdown],
    ['a form that is too large', 413, 'body-too-large', form({ 'a.md': large }), undefined],
    [
      'files too large together',
      413,
      'body-too-large',
      form({ 'a.md': large.slice(0, 30_000), 'b.md': large.slice(0, 30_000) }),
      undefined,
    ],
    ['a form without files', 400, 'invalid-request', '--x--\r\n', boundary],
    ['a form without boundary', 400, 'malformed-body', '--x--\r\n', 'multipart/form-data'],
    ['a form that is none', 400, 'malformed-body', 'hello', boundary],
    ['a form that ends early', 400, 'malformed-body', file.slice(0, -5), boundary],
    ['a form with an option', 400, 'invalid-request', `${file}${part('name="publish"', 'true')}--x--\r\n`, boundary],
    ['a form with an image', 415, 'unsupported-media-type', form({ 'a.png': 'x' }, 'image/png'), undefined],
    ['a form in a form', 415, 'unsupported-media-type', form({ x: file }, 'multipart/mixed; boundary=x'), undefined],
    ['two files of one name', 400, 'invalid-request', `${file}${file}--x--\r\n`, boundary],
    ['two files that are one path', 400, 'invalid-request', form({ 'a.md': '# A', '../a.md': '# B' }), undefined],
  ]
  for (const [what, status, code, body, type] of cases) {
    hasMembers(t, await send(body, { type }), { status, body: { code, status } }, what)
    t.strictSame(kept(), [], `${what}: nothing is stored`)
  }
  hasMembers(t, await send('x', { type: markdown, headers: { 'content-encoding': 'gzip' } }), { status: 415 })
  const headers = { authorization: `Bearer ${await secretOf(['imports:write'])}` }
  for (const [path, type, detail] of [
    [imports, boundary, `The body must be a single file. Send a form to ${imports}:upload.`],
    [`${imports}:upload`, markdown, `The body must be multipart/form-data. Send a single file to ${imports}.`],
  ] as const) {
    const answer = await fetch(origin + path, {
      method: 'POST',
      body: file,
      headers: { ...headers, 'content-type': type },
    })
    hasMembers(t, await answer.json(), { status: 415, code: 'unsupported-media-type', detail }, path)
  }
  const image = await send('x', { type: 'image/png' })
  hasMembers(t, image.body, {
    detail: /No importer reads “image\/png”\. Send application\/octet-stream .*text\/markdown/,
  })
  t.strictSame((await ask('GET', imports)).body['items'], [])
})

t.test('POST /v1/editorial/imports refuses too many files', async t => {
  const { send, kept } = await importDesk(t, 1_000_000)
  const files = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.md`, '#']))
  hasMembers(t, await send(form(files)), { status: 400, body: { code: 'invalid-request' } })
  t.strictSame(kept(), [])
})

t.test('POST /v1/editorial/imports names invalid options and stores nothing', async t => {
  const { send, kept } = await importDesk(t)
  for (const query of [
    'publish=yes',
    'dateOrder=ymd',
    'language=english!',
    'encoding=klingon',
    'baseUrl=/blog',
    'source=',
    'dryrun=true',
  ]) {
    const answer = await send('x', { query: `?${query}`, type: markdown })
    hasMembers(
      t,
      answer,
      { status: 400, body: { code: 'invalid-request', errors: [{ location: 'query', name: query.split('=')[0] }] } },
      query,
    )
  }
  t.strictSame(kept(), [])
})

t.test('POST /v1/editorial/imports stores nothing of an interrupted upload', async t => {
  const { origin, kept, secretOf, ask, app } = await importDesk(t)
  const secret = await secretOf(['imports:write'])
  for (const type of [markdown, 'multipart/form-data; boundary=x']) {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    const body = `--x\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n${'x'.repeat(1000)}`
    socket.write(
      `POST ${imports}${type === markdown ? '' : ':upload'} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: ${type}\r\nContent-Length: 40000\r\n\r\n${body}`,
    )
    await until(() => kept().length === 1)
    socket.destroy()
    await once(socket, 'close')
    await until(() => kept().length === 0)
    t.strictSame(kept(), [], type)
  }
  t.strictSame((await ask('GET', imports)).body['items'], [])
  t.equal((await app.inject('/health/ready')).statusCode, 200)
})

t.test('POST /v1/editorial/imports: hostile content is a problem of its own item only', async t => {
  const { send, work, job, items } = await importDesk(t, 5_000_000)
  const files: Record<string, string> = {
    'good.md': page('Good', 'Text.'),
    'deep.json': `${'['.repeat(10_000)}{"title":"x","sections":[]}${']'.repeat(10_000)}`,
    'deep.html': `<!doctype html><title>x</title>${'<div>'.repeat(10_000)}text`,
    'deep.md': `${'> '.repeat(10_000)}text`,
    'bomb.md': `---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ntitle: *d\n---\n\ntext`,
    'laughs.xml': `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>`,
    'archive.md': 'PK\u0003\u0004\u0000\u0000',
    'empty.md': '',
    'proto.json': '{"__proto__":{"x":1},"title":"P","sections":[]}',
    'last.md': page('Last', 'Text.'),
  }
  const { body } = await send(form(files, 'application/octet-stream'))
  await work()
  const now = await job(body.id)
  t.equal(now.state, 'done')
  const all = await items(body.id, '?limit=100')
  const of = (name: string) => all.filter(item => item.name === name).map(item => item.result)
  t.strictSame([of('good.md'), of('last.md')], [['created'], ['created']])
  t.strictSame(of('archive.md'), ['problem'])
  t.strictSame(of('empty.md'), ['problem'])
  t.strictSame(
    Object.keys(files).filter(name => of(name).length === 0),
    [],
    'each item has a result',
  )
  for (const { problem } of all) t.notMatch(problem?.detail ?? '', /uploads|\/tmp|node:/)
})

t.test('sweepUploads removes files of ended imports and old files of unknown imports, and no others', async t => {
  const { send, work, store, folder, kept, time } = await importDesk(t)
  const { body } = await send(page('A', 'One.'), { type: markdown })
  const ended = await send(page('B', 'One.'), { type: markdown })
  await store.cancelImport(ended.body.id, { at: '2026-11-22T12:00:00Z', actor: 'test' })
  const [old, young] = ['0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11', '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12']
  for (const id of [old, young, 'something-else']) writeFileSync(`${folder}/${id}`, '')
  const now = new Date()
  const before = new Date(now.getTime() - 3 * 3600 * 1000)
  for (const id of [old, 'something-else']) utimesSync(`${folder}/${id}`, before, before)
  await sweepUploads(store, now)
  t.strictSame(kept().toSorted(), [young, body.id, 'something-else'].toSorted())
  await work()
  t.equal(time.now.getUTCHours(), 12)
})

function streamed(text: string): ReadableStream {
  return new Blob([text]).stream()
}

/** Waits for another task, because the server notices a broken connection later. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn += 1) await new Promise(resolve => setImmediate(resolve))
}

t.test('an import that fails for an internal reason shows the client the code and no internal detail', async t => {
  const { send, job, store, time } = await importDesk(t)
  const { body } = await send(page('A', 'Words.'), { type: markdown })
  const cause = 'The database cannot be used: no such table: article in /var/lib/offprint.db.'
  const run = async () => {
    throw new AppError('store-unusable', cause)
  }
  const told: unknown[] = []
  const deps = { store, clock: () => time.now, owner: 'process', keptDays: 30, run }
  await importNext(deps, new AbortController().signal, error => told.push(error))
  hasMembers(t, await job(body.id), { state: 'failed', error: 'store-unusable: The store cannot be opened.' })
  hasMembers(t, told, [{ message: cause }], 'the log contains the cause')
})
