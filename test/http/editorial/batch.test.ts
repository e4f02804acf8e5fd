import t from 'tap'
import { AppError } from '../../../src/domain/error.ts'
import { hasMembers } from '../../has-members.ts'
import { fc, runs } from '../../property.ts'
import { articles, desk, type Said } from './desk.ts'

const batch = `${articles}:batch`

type Result = { status: number; article?: Said['body']; problem?: Said['body'] }
const resultsOf = (said: Said) => said.body['items'] as Result[]
const short = (said: Said) => resultsOf(said).map(({ status, problem }) => problem?.code ?? status)
const draft = (number: number, more: object = {}) => ({
  type: 'create',
  body: { externalId: `cms:${number}`, title: `Article ${number}`, text: 'Words.', ...more },
})

t.test(
  'POST articles:batch treats each item like its own route, in order, also for articles of earlier items',
  async t => {
    const { app, ask, make, store } = await desk(t)
    const { id, etag } = await make({ title: 'Old', externalId: 'cms:9' }, true)
    const before = await store.lastChange()
    const body = [
      draft(1),
      { type: 'edit', externalId: 'cms:1', body: { summary: 'In short.', text: 'Other words.' } },
      { type: 'edit', externalId: 'cms:1', ifMatch: '*', body: { summary: null } },
      { type: 'publish', externalId: 'cms:1' },
      { type: 'put', externalId: 'cms:2', body: { title: 'Second' } },
      { type: 'put', externalId: 'cms:2', ifMatch: '*', body: { title: 'Second, anew' } },
      { type: 'schedule', externalId: 'cms:2', body: { publishAt: '2026-12-01T00:00:00Z' } },
      { type: 'unpublish', id, ifMatch: `"v9.x", ${etag}`, body: { note: 'Not yet.' } },
      { type: 'delete', id },
    ]
    const said = await ask('POST', batch, { body })
    t.equal(said.status, 207)
    t.strictSame(short(said), [201, 200, 200, 200, 201, 200, 200, 200, 204])
    hasMembers(t, resultsOf(said)[3], {
      article: { externalId: 'cms:1', version: 4, status: 'published', ahead: false },
    })
    hasMembers(t, await store.articleByExternalId('cms:1'), {
      content: { title: 'Article 1', summary: undefined },
      edition: 1,
    })
    hasMembers(t, (await ask('GET', `${articles}?externalId=cms:2`)).body['items'], [
      { title: 'Second, anew', version: 3 },
    ])
    t.equal((await app.inject('/v1/articles/article-1')).statusCode, 200)
    t.equal((await app.inject('/v1/articles/old')).statusCode, 410)
    t.strictSame(
      (await store.changes(before, 10)).map(({ kind, reason }) => reason ?? kind),
      ['published', 'unpublished', 'deleted'],
    )
    t.equal((await store.audit({ limit: 50 })).entries.filter(({ action }) => action.startsWith('article')).length, 11)
  },
)

t.test(
  'POST articles:batch: an item that fails does not affect the others, and its errors point into the request',
  async t => {
    const { ask, make, store } = await desk(t)
    const { etag } = await make({ title: 'Taken', externalId: 'cms:0' })
    const body = [
      draft(1),
      draft(0),
      draft(2, { slug: 'taken' }),
      draft(3, { slug: 'No Slug' }),
      draft(4, { titel: 'x' }),
      { type: 'create', body: { sections: [{ heading: 'A', blocks: [{ type: 'paragraph' }] }] } },
      { type: 'edit', externalId: 'cms:0', body: { sections: [{ heading: 'A', level: 1, blocks: [] }] } },
      { type: 'edit', externalId: 'cms:0', ifMatch: '"v1"', body: { title: 'New' } },
      { type: 'edit', externalId: 'cms:0', ifMatch: 'v1', body: { title: 'New' } },
      { type: 'put', externalId: 'cms:8', ifMatch: '*', body: { title: 'New' } },
      { type: 'publish', externalId: 'nobody' },
      { type: 'publish', id: 'x', externalId: 'cms:0' },
      { type: 'publish' },
      { type: 'pubish', externalId: 'cms:0' },
      { type: 'rename', externalId: 'cms:0' },
      { type: 'publish', externalId: 'cms:0', when: 'now' },
      { type: 'schedule', externalId: 'cms:0', body: { publishAt: 'now' } },
      { type: 'edit', externalId: 'cms:0', body: [] },
      'x',
      null,
      draft(5),
    ]
    const said = await ask('POST', batch, { body })
    t.equal(said.status, 207)
    t.strictSame(
      resultsOf(said).map(({ status, problem }) => [status, problem?.code, problem?.errors?.[0]?.pointer]),
      [
        [201, undefined, undefined],
        [409, 'identity-taken', '/1/body/externalId'],
        [409, 'slug-taken', '/2/body/slug'],
        [400, 'invalid-request', '/3/body/slug'],
        [400, 'invalid-request', '/4/body/titel'],
        [400, 'invalid-request', '/5/body/sections/0/blocks/0/content'],
        [400, 'invalid-request', '/6/body/sections/0/level'],
        [412, 'version-conflict', '/7/ifMatch'],
        [400, 'invalid-request', '/8/ifMatch'],
        [412, 'version-conflict', '/9/ifMatch'],
        [404, 'article-not-found', '/10/externalId'],
        [400, 'invalid-request', '/11'],
        [400, 'invalid-request', '/12'],
        [400, 'invalid-request', '/13/type'],
        [400, 'invalid-request', '/14/type'],
        [400, 'invalid-request', '/15/when'],
        [400, 'invalid-request', '/16/body/publishAt'],
        [400, 'invalid-request', '/17/body'],
        [400, 'invalid-request', '/18'],
        [400, 'invalid-request', '/19'],
        [201, undefined, undefined],
      ],
    )
    hasMembers(t, resultsOf(said)[13], { problem: { errors: [{ suggestion: 'publish' }], instance: batch } })
    hasMembers(t, resultsOf(said)[7], { problem: { version: 1, etag } })
    hasMembers(t, resultsOf(said)[10], { problem: { detail: 'No article has that external id.' } })
    t.equal((await store.workingCopies({ limit: 50 })).articles.length, 3)
  },
)

t.test('POST articles:batch?atomic=true does all items or none', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make({ title: 'Old' }, true)
  const url = `${batch}?atomic=true`
  const state = async () =>
    JSON.stringify([await store.lastChange(), (await store.audit({ limit: 50 })).entries, await store.article(id)])
  const before = await state()
  const whole = [draft(1), { type: 'publish', externalId: 'cms:1' }, { type: 'edit', id, body: { title: 'New' } }]
  t.strictSame(short(await ask('POST', url, { body: [...whole, { type: 'publish', id: 'nobody' }] })), [
    'batch-undone',
    'batch-undone',
    'batch-undone',
    'article-not-found',
  ])
  t.strictSame(short(await ask('POST', url, { body: [...whole, { type: 'publish' }] })), [
    'batch-undone',
    'batch-undone',
    'batch-undone',
    'invalid-request',
  ])
  const twice = [draft(1), { type: 'edit', externalId: 'cms:1', body: { title: 'Anew' } }]
  hasMembers(t, resultsOf(await ask('POST', url, { body: twice })), [
    { problem: { code: 'batch-undone' } },
    { status: 400, problem: { detail: /atomic/ } },
  ])
  t.equal(await state(), before)
  const done = await ask('POST', url, { body: whole })
  t.strictSame(short(done), [201, 200, 200])
  t.equal(await store.lastChange(), 2)
})

t.test(
  'POST articles:batch?atomic=true takes 200 items, answers 400 with the limit for more, and does nothing',
  async t => {
    const { ask, store } = await desk(t)
    const items = Array.from({ length: 201 }, (_, number) => draft(number))
    const detail = 'With atomic=true a batch must have at most 200 items, not 201.'
    hasMembers(t, await ask('POST', `${batch}?atomic=true`, { body: items }), {
      status: 400,
      body: { code: 'invalid-request', detail, errors: [{ location: 'body', pointer: '', code: 'too-large', detail }] },
    })
    t.equal((await store.workingCopies({ limit: 1 })).articles.length, 0)
    t.strictSame(new Set(short(await ask('POST', `${batch}?atomic=true`, { body: items.slice(1) }))), new Set([201]))
  },
)

t.test('POST articles:batch yields to the event loop after every transaction', async t => {
  const state = { turns: 0, writes: 0, maxTogether: 0, withoutTurn: 0, running: true }
  const { ask } = await desk(t, {}, inner => ({
    ...inner,
    async writeArticles(items, write) {
      state.writes += 1
      if (state.writes > 1 && state.turns === 0) state.withoutTurn += 1
      state.maxTogether = Math.max(state.maxTogether, items.length)
      state.turns = 0
      return inner.writeArticles(items, write)
    },
  }))
  const count = () => {
    state.turns += 1
    if (state.running) setImmediate(count)
  }
  setImmediate(count)
  const said = await ask('POST', batch, { body: Array.from({ length: 200 }, (_, number) => draft(number)) })
  state.running = false
  t.strictSame(new Set(short(said)), new Set([201]))
  t.equal(state.withoutTurn, 0)
  t.ok(state.maxTogether <= 20 && state.writes >= 10, `${state.writes} writes of at most ${state.maxTogether} items`)
})

t.test('POST articles:batch: an item has only the rights of its key', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make({ title: 'Old' }, true)
  const changes = await store.lastChange()
  const body = [draft(1), { type: 'publish', externalId: 'cms:1' }, { type: 'delete', id }, { type: 'revert', id }]
  const scopes = ['articles:write'] as const
  const said = await ask('POST', batch, { body, scopes })
  t.strictSame(short(said), [204, 'scope-missing', 'scope-missing', 204])
  hasMembers(t, resultsOf(said)[1], { problem: { errors: [{ pointer: '/1/type' }] } })
  t.equal(await store.lastChange(), changes)
})

t.test('POST articles:batch takes one item per line, and a broken line is one failed item', async t => {
  const { ask, app, secretOf } = await desk(t)
  const authorization = `Bearer ${await secretOf(['articles:read', 'articles:write'])}`
  const post = (payload: string, type = 'application/x-ndjson') =>
    app.inject({ method: 'POST', url: batch, headers: { authorization, 'content-type': type }, payload })
  const answer = await post(
    `${JSON.stringify(draft(1))}\n\n{"type":\r\n${JSON.stringify(draft(2))}\r\n${'['.repeat(100)}`,
  )
  t.equal(answer.statusCode, 207)
  hasMembers(t, answer.json().items, [
    { status: 201 },
    { status: 400, problem: { code: 'malformed-body', detail: /^Line 3 is/, errors: [{ pointer: '/1' }] } },
    { status: 201 },
    { status: 400, problem: { code: 'malformed-body', detail: /^Line 5 is nested/, errors: [{ pointer: '/3' }] } },
  ])
  t.equal(((await ask('GET', articles)).body['items'] as unknown[]).length, 2)
  for (const [payload, type] of [
    ['', 'application/x-ndjson'],
    ['\n \n', 'application/x-ndjson'],
    ['[]', 'application/json'],
    ['{}', 'application/json'],
    [`[${'1,'.repeat(1000)}1]`, 'application/json'],
    ['1\n'.repeat(1001), 'application/jsonl'],
  ] as const) {
    const refused = await post(payload, type)
    hasMembers(
      t,
      [refused.statusCode, refused.json().code],
      [400, /invalid-request|malformed-body/],
      payload.slice(0, 9),
    )
  }
  t.equal((await post('x', 'text/csv')).statusCode, 415)
})

t.test('POST articles:batch with Idempotency-Key repeats the answer to the same request and does it once', async t => {
  const { ask, store } = await desk(t)
  const headers = { 'idempotency-key': '"b-1"' }
  const body = [...Array.from({ length: 45 }, (_, number) => draft(number)), { type: 'publish' }]
  const first = await ask('POST', batch, { body, headers })
  t.strictSame([first.status, short(first).filter(status => status === 201).length], [207, 45])
  const again = await ask('POST', batch, { body, headers })
  t.strictSame([again.status, again.body], [207, first.body])
  hasMembers(t, await ask('POST', batch, { body: [draft(1)], headers }), {
    status: 422,
    body: { code: 'idempotency-mismatch' },
  })
  t.equal((await store.audit({ limit: 100 })).entries.filter(({ action }) => action === 'article.create').length, 45)
})

t.test('POST articles:batch with Idempotency-Key continues an interrupted request where it stopped', async t => {
  const power = { writes: Number.POSITIVE_INFINITY }
  const { ask, app, store, secretOf } = await desk(t, {}, inner => ({
    ...inner,
    writeArticles(items, write) {
      power.writes -= 1
      if (power.writes < 0) throw new Error('the power went')
      return inner.writeArticles(items, write)
    },
  }))
  const authorization = `Bearer ${await secretOf(['articles:read', 'articles:write'])}`
  const headers = { 'idempotency-key': '"b-1"', authorization }
  // The items have no identity, so only the key prevents duplicates.
  const body = Array.from({ length: 50 }, (_, number) => ({ type: 'create', body: { title: `Article ${number}` } }))
  const titles = async () => (await store.workingCopies({ limit: 99 })).articles.map(({ title }) => title).sort()
  power.writes = 1
  t.equal((await app.inject({ method: 'POST', url: batch, headers, payload: body })).statusCode, 500)
  const first = (await titles()).length
  power.writes = 1
  t.equal((await app.inject({ method: 'POST', url: batch, headers, payload: body })).statusCode, 500)
  const second = (await titles()).length
  t.ok(0 < first && first < second && second < 50, `${first}, then ${second} of 50`)
  power.writes = Number.POSITIVE_INFINITY
  const said = await ask('POST', batch, {
    body,
    headers: { 'idempotency-key': '"b-1"' },
    scopes: ['articles:read', 'articles:write'],
  })
  t.strictSame([said.status, short(said).every(status => status === 201)], [207, true])
  t.strictSame(await titles(), body.map(one => one.body.title).sort())
  const ids = resultsOf(said).map(({ article }) => article?.id)
  t.equal(new Set(ids).size, 50)
})

t.test('POST articles:batch with Idempotency-Key does two simultaneous equal requests once', async t => {
  const { ask, store } = await desk(t)
  const headers = { 'idempotency-key': '"b-1"' }
  const body = Array.from({ length: 30 }, (_, number) => ({ type: 'create', body: { title: `Article ${number}` } }))
  const answers = await Promise.all([1, 2, 3].map(() => ask('POST', batch, { body, headers })))
  t.ok(answers.every(({ status, body: said }) => status === 207 || said.code === 'idempotency-running'))
  t.equal((await store.workingCopies({ limit: 99 })).articles.length, 30)
})

t.test('POST articles:batch answers with the result of each item when the store stops accepting writes', async t => {
  let writes = 0
  const { ask, store } = await desk(t, {}, inner => ({
    ...inner,
    async writeArticles(items, write) {
      writes += 1
      if (writes === 2) throw new AppError('store-busy', 'Another writer held the store.')
      return inner.writeArticles(items, write)
    },
  }))
  const body = Array.from({ length: 50 }, (_, number) => draft(number))
  const said = await ask('POST', batch, { body })
  t.equal(said.status, 207)
  const made = (await store.workingCopies({ limit: 99 })).articles.length
  t.ok(0 < made && made < 50, `${made} of 50`)
  t.strictSame(short(said), [...Array(made).fill(201), ...Array(50 - made).fill('store-busy')])
  writes = 1
  hasMembers(t, await ask('POST', batch, { body }), { status: 503, body: { code: 'store-busy' } }, 'nothing was done')
})

t.test('POST articles:batch answers any items with valid results, and the server does not fail', async t => {
  const { ask, make } = await desk(t)
  await make({ title: 'Old', externalId: 'cms:0', text: 'Words.' }, true)
  const types = [
    'create',
    'put',
    'edit',
    'publish',
    'unpublish',
    'withdraw',
    'schedule',
    'revert',
    'delete',
    'erase',
    '__proto__',
  ]
  const body = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record(
      {
        title: fc.oneof(fc.string(), fc.constant('Title')),
        slug: fc.oneof(fc.string(), fc.constantFrom('old', 'new')),
        text: fc.string(),
        sections: fc.array(fc.record({ heading: fc.string(), blocks: fc.array(fc.jsonValue({ maxDepth: 2 })) })),
        publishAt: fc.constantFrom('2026-12-01T00:00:00Z', 'now'),
        note: fc.string(),
      },
      { requiredKeys: [] },
    ),
  )
  const item = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    {
      weight: 6,
      arbitrary: fc.record(
        {
          type: fc.constantFrom(...types),
          externalId: fc.constantFrom('cms:0', 'cms:1', '', 'x'.repeat(1001)),
          ifMatch: fc.oneof(fc.string(), fc.constantFrom('*', '"v1"')),
          takeOverSlug: fc.boolean(),
          body,
        },
        { requiredKeys: ['type'] },
      ),
    },
  )
  const property = fc.asyncProperty(
    fc.array(item, { minLength: 1, maxLength: 12 }),
    fc.boolean(),
    async (items, atomic) => {
      const said = await ask('POST', `${batch}?atomic=${atomic}`, { body: items })
      return (
        said.status === 207 &&
        resultsOf(said).length === items.length &&
        resultsOf(said).every(({ status }) => status < 500)
      )
    },
  )
  await t.resolves(fc.assert(property, { numRuns: runs(10) }))
})
