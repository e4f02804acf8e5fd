import { join } from 'node:path'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, type Said } from '../http/editorial/desk.ts'
import { largeDesk, text } from '../http/editorial/large-desk.ts'
import { serve } from './server.ts'

// Each thread loads the editorial API again.
t.setTimeout(300_000)

const lists = (bytes: number) => '- one\n  - two\n    - three\n\nWords.\n\n'.repeat(bytes / 38)

t.test('the server answers readers while it reads the largest bodies', async t => {
  const key = 'offprint-test-editor-0123456789abcdef'
  const { lines, stop } = await serve(t, [], {
    DATABASE_URL: join(t.testdir(), 'offprint.db'),
    PUBLIC_URL: 'http://127.0.0.1:1',
    OFFPRINT_ADMIN_KEY: key,
    LOG_LEVEL: 'info',
  })
  const [, port] = /127\.0\.0\.1:(\d+)"/.exec(lines.join('\n')) ?? []
  const origin = `http://127.0.0.1:${port}`
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const bodies = {
    Markdown: { title: 'T', markdown: lists(1_000_000) },
    HTML: { title: 'T', html: '<ul><li>a<p>b</ul>'.repeat(50_000) },
    sections: { title: 'T', sections: [{ blocks: Array(90_000).fill({ type: 'divider' }) }] },
    'unknown members': Object.fromEntries(Array.from({ length: 140_000 }, (_, index) => [`m${index}`, 1])),
  }
  for (const [name, body] of Object.entries(bodies)) {
    let isDone = false
    let answers = 0
    const posted = fetch(`${origin}${articles}`, { method: 'POST', headers, body: JSON.stringify(body) }).finally(
      () => {
        isDone = true
      },
    )
    while (!isDone) {
      const { status } = await fetch(`${origin}/health/live`)
      if (status === 200 && !isDone) answers += 1
    }
    t.ok([201, 400, 422].includes((await posted).status), `${name}: ${(await posted).status}`)
    t.ok(answers > 5, `${name}: ${answers} answers at the same time`)
  }
  t.equal(await stop(), 0)
})

t.test('in a large batch, only the item that takes too long fails, and no item is done twice', async t => {
  const { ask, store, state } = await largeDesk(t)
  const create = (title: string, markdown = 'Words.') => ({ type: 'create', body: { title, markdown } })
  const items = [
    ...Array.from({ length: 30 }, (_, index) => create(`A ${index}`)),
    create('Slow', lists(1_900_000)),
    create('Last'),
  ]
  state.max = 4000
  const said = await ask('POST', `${articles}:batch`, { body: items })
  const results = said.body['items'] as { status: number; problem?: Said['body'] }[]
  t.strictSame(
    results.map(({ status }) => status),
    [...Array(30).fill(201), 422, 201],
  )
  hasMembers(t, results[30]?.problem, { code: 'body-too-complex', errors: [{ pointer: '/30' }] })
  const { articles: made } = await store.workingCopies({ limit: 99 })
  t.strictSame(new Set(made.map(({ title }) => title)).size, 31)
  t.equal(made.length, 31)
})

t.test('a large request with Idempotency-Key is done once', async t => {
  const { ask, store } = await largeDesk(t)
  const body = { title: 'Ferries', text: text(60_000) }
  const headers = { 'idempotency-key': '"large-1"' }
  const first = await ask('POST', articles, { body, headers })
  const again = await ask('POST', articles, { body, headers })
  t.strictSame([again.status, again.body, again.headers['etag']], [201, first.body, first.body.etag])
  t.equal((await store.workingCopies({ limit: 9 })).articles.length, 1)
})

t.test('a request with a large body returns 503 while too many others are processed', async t => {
  const { ask } = await largeDesk(t, 2)
  const body = { title: 'Many', text: text(60_000) }
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask('POST', articles, { body })))
  const refused = answers.filter(({ status }) => status === 503)
  t.strictSame([answers.filter(({ status }) => status === 201).length, refused.length], [2, 3])
  hasMembers(t, refused[0], { headers: { 'retry-after': '5' }, body: { code: 'too-many-large-requests' } })
})

t.test('a large batch returns a result for each item, as a small one does', async t => {
  const { ask, store, state } = await largeDesk(t)
  const create = (number: number, more: object = {}) => ({
    type: 'create',
    body: { externalId: `cms:${number}`, title: `Article ${number}`, text: text(5000), ...more },
  })
  const items = Array.from({ length: 20 }, (_, number) => create(number, number === 7 ? { slug: 'No Slug' } : {}))
  const said = await ask('POST', `${articles}:batch`, { body: [...items, { type: 'publish', externalId: 'cms:3' }] })
  const results = said.body['items'] as { status: number; problem?: object }[]
  t.strictSame(
    results.map(({ status }) => status),
    [...Array(7).fill(201), 400, ...Array(12).fill(201), 200],
  )
  hasMembers(t, results[7], { problem: { errors: [{ pointer: '/7/body/slug' }] } })
  t.equal((await store.workingCopies({ limit: 99 })).articles.length, 19)
  t.equal(state.answered, 1)
})

t.test('a change to a large article runs in a thread, also for a small request', async t => {
  const { app, ask, state } = await largeDesk(t)
  const { body: made } = await ask('POST', articles, { body: { title: 'Ferries', text: text(250_000) } })
  const one = `${articles}/${made.id}`
  const changed = await ask('PATCH', one, { body: { summary: 'Two boats.' }, version: 1 })
  hasMembers(t, changed, { status: 200, headers: { etag: /^"v2\./ }, body: { summary: 'Two boats.' } })
  hasMembers(t, await ask('POST', `${one}/publish`, { version: 2 }), { status: 200, body: { status: 'published' } })
  hasMembers(t, await ask('POST', `${one}/unpublish`, { body: { note: 'Not yet.' } }), { status: 428 })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  t.equal(state.answered, 4)
  t.equal((await ask('GET', one)).status, 200)
  t.equal((await ask('PATCH', `${articles}/nobody`, { body: { title: 'X' }, version: 1 })).status, 404)
  t.equal(state.answered, 4)
})
