import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { build } from '../../build.ts'
import { hasMembers } from '../../has-members.ts'
import { fc, runs } from '../../property.ts'
import { articles, desk } from './desk.ts'

const previews = '/v1/editorial/previews'

const sample = {
  title: 'Ferries',
  markdown: '---\ncategory: Transport\n---\n\nTwo boats.\n\n## Who pays\n\nThe city.[^1]\n\n[^1]: Half of it.',
  keyTakeaways: [{ text: 'Two boats come.' }],
  tags: ['Harbour'],
  authors: [{ name: 'Ann Writer' }],
}

const parts = [
  '',
  '/metadata',
  '/key-takeaways',
  '/sections',
  '/sections/who-pays',
  '.html',
  '.md',
  '.txt',
  '.jsonld',
  '.ninjs.json',
  '/card.html',
  '/sections/who-pays.html',
  '/sections/who-pays.md',
]

async function previewing(t: Test) {
  const made = await desk(t)
  const { app, ask } = made
  const token = async (body: object = {}) => (await ask('POST', previews, { body })).body['token'] as string
  const read = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url)
    return { status: statusCode, headers, body }
  }
  const code = async (url: string) => {
    const { status, body, headers } = await read(url)
    return [status, JSON.parse(body).code, headers['cache-control']]
  }
  return { ...made, token, read, code }
}

t.test('POST /v1/editorial/previews: the token shows in every form what publication will show', async t => {
  const { ask, make, token, read } = await previewing(t)
  const { id, version } = await make(sample)
  const preview = await token({ articleId: id })
  const seen = new Map<string, string>()
  for (const part of parts) {
    const { status, headers, body } = await read(`/v1/articles/${id}${part}?preview=${preview}`)
    t.equal(status, 200, part)
    hasMembers(t, headers, { 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'content-language': 'en' }, part)
    for (const name of ['etag', 'last-modified', 'cache-groups', 'surrogate-key']) t.notOk(headers[name], name)
    seen.set(part, body)
    t.equal((await read(`/v1/articles/${id}${part}`)).status, 404, `${part}: not public`)
  }
  await ask('POST', `${articles}/${id}/publish`, { version })
  for (const part of parts) t.equal((await read(`/v1/articles/${id}${part}`)).body, seen.get(part), part)
})

t.test('GET /v1/articles/{ref}?preview= shows an edit of a published article only with the token', async t => {
  const { ask, make, token, read, store } = await previewing(t)
  const { id, version, slug } = await make(sample, true)
  const preview = await token({ articleId: id })
  const before = await read(`/v1/articles/${slug}`)
  t.equal(
    (await read(`/v1/articles/${slug}?preview=${preview}`)).body,
    before.body,
    'the preview equals the published article',
  )
  const changes = await store.lastChange()
  await ask('PATCH', `${articles}/${id}`, { version, body: { title: 'Three ferries', slug: 'three-ferries' } })
  for (const ref of [slug, 'three-ferries', 'Three-Ferries', id]) {
    const shown = await read(`/v1/articles/${ref}?preview=${preview}`)
    hasMembers(t, JSON.parse(shown.body), { title: 'Three ferries', slug: 'three-ferries', edition: 2 }, String(ref))
    t.equal(shown.headers['cache-control'], 'no-store')
  }
  const after = await read(`/v1/articles/${slug}`)
  t.strictSame([after.body, after.headers['etag']], [before.body, before.headers['etag']])
  t.equal(await store.lastChange(), changes, 'no change is recorded')
})

t.test(
  'GET /v1/articles/{ref}/sections/{anchor}?preview= redirects a former anchor with the token and is not cached',
  async t => {
    const { ask, make, token, read } = await previewing(t)
    const { id, version } = await make(sample)
    await ask('PATCH', `${articles}/${id}/sections/who-pays`, { version, body: { heading: 'Who foots the bill' } })
    const preview = await token()
    const { status, headers } = await read(`/v1/articles/${id}/sections/who-pays?preview=${preview}`)
    t.equal(status, 308)
    hasMembers(t, headers, {
      location: `https://news.example.org/v1/articles/${id}/sections/who-foots-the-bill?preview=${preview}`,
      'cache-control': 'no-store',
    })
  },
)

t.test(
  'GET /v1/articles/{ref}?preview=: a token for all articles opens every working copy that can be published',
  async t => {
    const { ask, make, token, read, code } = await previewing(t)
    const [one, other] = [await make({ title: 'One' }), await make({ title: 'Other' })]
    const preview = await token()
    for (const ref of [one.id, 'other']) t.equal((await read(`/v1/articles/${ref}?preview=${preview}`)).status, 200)
    t.strictSame(await code(`/v1/articles/nobody?preview=${preview}`), [404, 'article-not-found', 'no-store'])
    await ask('DELETE', `${articles}/${other.id}`, { version: other.version })
    t.strictSame(await code(`/v1/articles/${other.id}?preview=${preview}`), [404, 'article-not-found', 'no-store'])
  },
)

t.test('GET /v1/articles/{ref}?preview=: a token for one article opens no other article, existing or not', async t => {
  const { make, token, code } = await previewing(t)
  const own = await make({ title: 'Own' })
  await make({ title: 'Other' })
  await make({ title: 'Published' }, true)
  const preview = await token({ articleId: own.id })
  for (const ref of ['other', 'published', 'nobody']) {
    t.strictSame(await code(`/v1/articles/${ref}?preview=${preview}`), [403, 'preview-mismatch', 'no-store'], ref)
  }
})

t.test('GET /v1/articles/{ref}?preview=: an expired, changed or invented token opens nothing', async t => {
  const { make, token, code, read, time } = await previewing(t)
  const own = await make({ title: 'Own' })
  const url = `/v1/articles/${own.id}?preview=`
  const preview = await token({ articleId: own.id, expiresInSeconds: 60 })
  t.match(preview, /^[\w-]{43}$/)
  const made = [
    '',
    'x',
    'A'.repeat(43),
    `${own.id}.9999999999.${'A'.repeat(43)}`,
    preview.slice(0, -1),
    `${preview}A`,
    `${preview.slice(1)}${preview.slice(0, 1)}`,
    `${preview}&preview=${preview}`,
    encodeURIComponent(`${preview}\u{1F6A2}`),
  ]
  for (const bad of made) t.strictSame(await code(`${url}${bad}`), [403, 'preview-invalid', 'no-store'], bad)
  t.equal((await read(`${url}${preview}`)).status, 200)
  time.now = new Date('2026-11-22T12:01:00Z')
  t.strictSame(await code(`${url}${preview}`), [403, 'preview-expired', 'no-store'])
})

t.test('a preview ends when its key is revoked, rotated or expired', async t => {
  const { ask, app, make, code, read, time } = await previewing(t)
  const { id } = await make(sample)
  const keys = '/v1/editorial/keys'
  const key = async (more: object = {}) => {
    const { body } = await ask('POST', keys, { body: { name: 'x', scopes: ['articles:read'], ...more } })
    return body as unknown as { secret: string; key: { id: string } }
  }
  const previewBy = async (secret: string) => {
    const headers = { authorization: `Bearer ${secret}` }
    return (await app.inject({ method: 'POST', url: previews, headers, payload: { expiresInSeconds: 86_400 } })).json()
  }
  const [revoked, rotated, kept] = [await key(), await key(), await key()]
  const expiring = await key({ expiresAt: '2026-11-22T13:00:00Z' })
  const made = await Promise.all([revoked, rotated, kept, expiring].map(({ secret }) => previewBy(secret)))
  t.equal(made[3].expiresAt, '2026-11-22T13:00:00Z', 'a preview does not outlast its key')
  const urls = made.map(({ token }) => `/v1/articles/${id}?preview=${token}`)
  for (const url of urls) t.equal((await read(url)).status, 200)
  await ask('DELETE', `${keys}/${revoked.key.id}`)
  await ask('POST', `${keys}/${rotated.key.id}/rotate`, { body: { overlapSeconds: 60 } })
  t.strictSame(await code(urls[0] ?? ''), [403, 'preview-invalid', 'no-store'])
  t.equal((await read(urls[1] ?? '')).status, 200, 'the old key is still valid')
  time.now = new Date('2026-11-22T12:01:00Z')
  t.strictSame(await code(urls[1] ?? ''), [403, 'preview-expired', 'no-store'])
  time.now = new Date('2026-11-22T13:00:00Z')
  t.strictSame(await code(urls[3] ?? ''), [403, 'preview-expired', 'no-store'])
  t.equal((await read(urls[2] ?? '')).status, 200)
})

t.test(
  'GET, DELETE /v1/editorial/previews: a key sees and ends its own previews, and with keys:manage those of every key',
  async t => {
    const { ask, make, code, store } = await previewing(t)
    const { id } = await make(sample)
    const reads = ['articles:read'] as const
    const mine = (await ask('POST', previews, { body: { articleId: id }, scopes: reads })).body
    const other = (await ask('POST', previews, { body: {} })).body
    const { token: _, url: __, pageUrl: ___, ...shown } = mine
    const { token: ____, ...otherShown } = other
    t.strictSame((await ask('GET', previews, { scopes: reads })).body['items'], [shown])
    t.strictSame((await ask('GET', previews)).body['items'], [otherShown, shown])
    const first = (await ask('GET', `${previews}?limit=1`)).body
    const { next } = first['page'] as { next: string }
    t.strictSame((await ask('GET', `${previews}?cursor=${next}`)).body['items'], [shown])
    const missing = { status: 404, body: { code: 'preview-not-found' } }
    hasMembers(t, await ask('DELETE', `${previews}/${other.id}`, { scopes: reads }), missing)
    t.equal((await ask('DELETE', `${previews}/${mine.id}`, { scopes: reads })).status, 204)
    hasMembers(t, await ask('DELETE', `${previews}/${mine.id}`), missing)
    t.strictSame(await code(`/v1/articles/${id}?preview=${mine['token']}`), [403, 'preview-invalid', 'no-store'])
    t.equal((await ask('DELETE', `${previews}/${other.id}`)).status, 204)
    t.strictSame(await code(`/v1/articles/${id}?preview=${other['token']}`), [403, 'preview-invalid', 'no-store'])
    const { entries } = await store.audit({ limit: 6 })
    t.strictSame(
      entries.filter(entry => entry.action === 'key.refuse').map(entry => entry.detail?.['code']),
      ['preview-invalid', 'preview-invalid'],
    )
    const kept = entries.filter(entry => entry.action !== 'key.refuse')
    hasMembers(t, kept, [
      { action: 'preview.end', detail: { preview: other.id } },
      { action: 'preview.end', articleId: id, detail: { preview: mine.id } },
      { action: 'preview.create', detail: { preview: other.id, expiresAt: other['expiresAt'] } },
      { action: 'preview.create', articleId: id, actor: /^key:/, detail: { preview: mine.id } },
    ])
  },
)

t.test('no file of the store contains a preview token', async t => {
  const { make, token, read, store } = await previewing(t)
  const { id } = await make(sample)
  const made = [await token(), await token({ articleId: id })]
  for (const one of made) await read(`/v1/articles/${id}?preview=${one}`)
  await store.close()
  const files = readdirSync(t.testdirName, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  t.ok(files.length > 0)
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1')
    for (const one of made) t.notOk(bytes.includes(one), file.name)
  }
})

t.test('DELETE /v1/editorial/previews ends every token at once, and later tokens work', async t => {
  const { ask, make, token, code, read, store } = await previewing(t)
  const { id } = await make(sample)
  const old = await token()
  t.equal((await ask('DELETE', previews)).status, 204)
  t.strictSame(await code(`/v1/articles/${id}?preview=${old}`), [403, 'preview-invalid', 'no-store'])
  t.equal((await read(`/v1/articles/${id}?preview=${await token()}`)).status, 200)
  const { entries } = await store.audit({ limit: 3 })
  t.strictSame(
    entries.map(entry => entry.action),
    ['preview.create', 'key.refuse', 'preview.end'],
  )
  t.match(entries[2]?.actor, /^key:/)
})

t.test('POST /v1/editorial/previews refuses an unknown article, an invalid duration and Idempotency-Key', async t => {
  const { ask } = await previewing(t)
  const articleId = '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'
  hasMembers(t, await ask('POST', previews, { body: { articleId } }), {
    status: 404,
    body: { code: 'article-not-found' },
  })
  hasMembers(t, await ask('POST', previews, { body: { expiresInSeconds: 0 } }), {
    status: 400,
    body: { errors: [{ pointer: '/expiresInSeconds' }] },
  })
  const headers = { 'idempotency-key': '"1"' }
  hasMembers(t, await ask('POST', previews, { body: {}, headers }), { status: 400, body: { code: 'invalid-request' } })
})

t.test('GET /v1/articles?preview= is refused on addresses that do not return a single article', async t => {
  const { code, token } = await previewing(t)
  const preview = await token()
  for (const path of ['/v1/articles', '/v1/sync', '/v1/key-takeaways']) {
    t.strictSame((await code(`${path}?preview=${preview}`)).slice(0, 2), [400, 'invalid-request'], path)
  }
})

t.test('GET /v1/articles/{ref}?preview= works without public reading, for its article only', async t => {
  const { app, ask, make } = await desk(t, { publicRead: false })
  const { id } = await make(sample)
  await make({ title: 'Sea', language: 'de' }, true)
  const { body } = await ask('POST', previews, { body: { articleId: id } })
  const status = async (url: string) => (await app.inject(url)).statusCode
  t.equal(await status(`/v1/articles/${id}?preview=${body['token']}`), 200)
  t.equal(await status(`/v1/articles/${id}`), 401)
  t.equal(await status(`/v1/articles/sea?preview=${body['token']}`), 403)
  t.equal(await status(`/v1/articles/${id}?language=de&preview=${body['token']}`), 400)
  t.equal(await status(`/v1/articles?preview=${body['token']}`), 401)
})

t.test('GET /v1/articles/{ref}?preview= shows current links, terms and views', async t => {
  const { app, publish, store, time } = await build(t)
  const { id } = await publish('one', { title: 'One', tags: ['Ships'], views: 7 })
  hasMembers(t, JSON.parse((await app.inject(`/v1/articles/${id}`)).body), { metadata: { views: 7 } })
  const print = await store.preview(id)
  hasMembers(t, print, { views: 7, articleId: id, printedAt: time.now.toISOString().replace('.000', '') })
  t.equal(await store.preview('0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'), undefined)
})

t.test('GET /v1/articles/{ref}?preview= refuses every forged token', async t => {
  const { app, make, token } = await previewing(t)
  const { id } = await make(sample)
  const real = await token({ articleId: id })
  const forged = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[\w-]{43}$/),
    fc.nat({ max: 42 }).map(at => `${real.slice(0, at)}${real[at] === 'A' ? 'B' : 'A'}${real.slice(at + 1)}`),
  )
  const property = fc.asyncProperty(forged, async preview => {
    const answer = await app.inject({ url: `/v1/articles/${id}`, query: { preview } })
    return answer.statusCode === 403 && answer.json().code === 'preview-invalid'
  })
  await t.resolves(fc.assert(property, { numRuns: runs(30) }))
})
