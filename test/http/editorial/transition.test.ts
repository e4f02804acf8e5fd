import t from 'tap'
import { runDue } from '../../../src/editorial/scheduler.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const body = {
  title: 'Harbour Trust buys two ferries',
  slug: 'ferries',
  markdown: 'Two boats.\n\n## Who pays\n\nThe city.',
}

const changesOf = async (store: Awaited<ReturnType<typeof desk>>['store']) =>
  (await store.changes(0, 100)).map(({ kind, reason, edition }) => [kind, reason ?? edition])

t.test('publish shows the article once, and later edits wait for the next publication', async t => {
  const { app, ask, make, store } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}`
  const published = await ask('POST', `${url}/publish`, { version: 1 })
  hasMembers(t, published, {
    status: 200,
    headers: { etag: /^"v2\./ },
    body: { status: 'published', ahead: false, edition: 1, publishedVersion: 2 },
  })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  const again = await ask('POST', `${url}/publish`, { version: 2 })
  hasMembers(t, again, { status: 200, headers: { etag: /^"v2\./ }, body: { edition: 1 } })
  t.strictSame(await changesOf(store), [['published', 1]])
  const edited = await ask('PATCH', url, { version: 2, body: { title: 'Three ferries' } })
  hasMembers(t, edited.body, { ahead: true, publishedVersion: 2, version: 3 })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), { title: body.title, edition: 1 })
})

t.test('publish adds a correction note to the article', async t => {
  const { app, ask, make } = await desk(t)
  const { id, version } = await make(body, true)
  const correction = { note: 'The city pays all.', sectionAnchors: ['who-pays'] }
  const answer = await ask('POST', `${articles}/${id}/publish`, { version, body: { correction } })
  hasMembers(t, answer, { status: 200, body: { edition: 2 } })
  const { metadata } = (await app.inject('/v1/articles/ferries')).json()
  hasMembers(t, metadata.corrections, [{ ...correction, kind: 'correction', edition: 2, at: '2026-11-22T12:00:00Z' }])
  const lost = { correction: { note: 'x', sectionAnchors: ['lead', 'no-such'] } }
  hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { version: answer.body.version, body: lost }), {
    status: 400,
    body: { errors: [{ pointer: '/correction/sectionAnchors/1' }] },
  })
  const draft = await make({ title: 'Draft' })
  const early = await ask('POST', `${articles}/${draft.id}/publish`, {
    version: 1,
    body: { correction: { note: 'x' } },
  })
  hasMembers(t, early, { status: 409, body: { code: 'transition-refused' } })
})

t.test('unpublish leaves a tombstone, and the article can be published again', async t => {
  const { app, ask, make, store } = await desk(t)
  const { id, version } = await make(body, true)
  const off = await ask('POST', `${articles}/${id}/unpublish`, { version, body: { note: 'Being checked.' } })
  hasMembers(t, off, { status: 200, body: { status: 'unpublished', version: version + 1, ahead: false } })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), { status: 410, gone: { reason: 'unpublished' } })
  hasMembers(t, await ask('POST', `${articles}/${id}/unpublish`, { version: version + 1 }), { status: 409 })
  const back = await ask('POST', `${articles}/${id}/publish`, { version: version + 1 })
  hasMembers(t, back, { status: 200, body: { status: 'published', edition: 2 } })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  t.strictSame(await changesOf(store), [
    ['published', 1],
    ['withdrawn', 'unpublished'],
    ['published', 2],
  ])
})

t.test('withdraw removes the article for good', async t => {
  const { app, ask, make } = await desk(t)
  const { id, version } = await make(body, true)
  const url = `${articles}/${id}`
  const down = await ask('POST', `${url}/withdraw`, { version, body: { movedTo: { url: 'https://other.example/x' } } })
  hasMembers(t, down, { status: 200, body: { status: 'withdrawn' } })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json().gone, {
    reason: 'withdrawn',
    movedTo: { url: 'https://other.example/x' },
  })
  for (const name of ['publish', 'unpublish', 'withdraw', 'revert']) {
    hasMembers(t, await ask('POST', `${url}/${name}`, { version: down.body.version }), { status: 409 }, name)
  }
  hasMembers(t, await ask('PATCH', url, { version: down.body.version, body: { title: 'x' } }), { status: 409 })
  hasMembers(t, await ask('DELETE', url, { version: down.body.version }), { status: 409 })
})

t.test('revert restores the public content in the working copy', async t => {
  const { ask, make } = await desk(t)
  const { id, version } = await make({ ...body, tags: ['Boats'] }, true)
  const url = `${articles}/${id}`
  const edited = await ask('PATCH', url, { version, body: { title: 'Other', tags: null } })
  const back = await ask('POST', `${url}/revert`, { version: edited.body.version })
  hasMembers(t, back, { status: 200, body: { title: body.title, tags: ['Boats'], ahead: false, status: 'published' } })
  hasMembers(t, await ask('POST', `${url}/revert`, { version: back.body.version }), {
    status: 200,
    headers: { etag: back.headers['etag'] },
  })
  const draft = await make({ title: 'Draft' })
  hasMembers(t, await ask('POST', `${articles}/${draft.id}/revert`, { version: 1 }), { status: 409 })
})

t.test('delete and erase: the id answers 410 for good, and the slug until another article takes it', async t => {
  const { app, ask, make, store } = await desk(t)
  const { id, version } = await make({ ...body, summary: 'Secret words.' }, true)
  const url = `${articles}/${id}`
  const writer = await ask('DELETE', url, { version, scopes: ['articles:write'] })
  hasMembers(t, writer, { status: 403, headers: { 'www-authenticate': /scope="articles:publish"/ } })
  const gone = await ask('DELETE', url, { version })
  hasMembers(t, gone, { status: 204, body: undefined })
  t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 410)
  hasMembers(t, await ask('POST', `${url}/publish`, { version: version + 1 }), { status: 409 })
  hasMembers(t, (await ask('GET', articles)).body['items'], [])
  const erased = await ask('POST', `${url}/erase`, { version: version + 1 })
  hasMembers(t, erased, { status: 204, body: undefined })
  t.equal((await ask('GET', url)).status, 404)
  t.equal(await store.source(id), undefined)
  hasMembers(t, (await app.inject(`/v1/articles/${id}`)).json(), { status: 410, gone: { reason: 'deleted' } })
  const { entries } = await store.audit({ articleId: id, limit: 10 })
  t.strictSame(
    entries.map(({ action, detail }) => [action, detail]),
    ['erase', 'delete', 'publish', 'create'].map(one => [`article.${one}`, undefined]),
  )
  const next = await ask('POST', `${articles}?takeOverSlug=true`, { body })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 410)
  await ask('POST', `${articles}/${next.body.id}/publish`, { version: 1 })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 410)
})

t.test('erase of a draft leaves nothing', async t => {
  const { app, ask, make, store } = await desk(t)
  const { id } = await make(body)
  hasMembers(t, await ask('POST', `${articles}/${id}/erase`, { version: 1 }), { status: 204 })
  t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 404)
  t.equal(await store.lastChange(), 0)
  t.equal((await make(body))['slug'], 'ferries')
})

t.test('slug: the old slug redirects after publication of the new one, without chains or loops', async t => {
  const { app, ask, make } = await desk(t)
  const made = await make(body, true)
  let { version } = made
  const url = `${articles}/${made.id}`
  const rename = async (slug: string) => {
    const edited = await ask('PATCH', url, { version, body: { slug } })
    t.equal(edited.status, 200)
    version = (await ask('POST', `${url}/publish`, { version: edited.body.version })).body.version
  }
  const to = async (slug: string) => (await app.inject(`/v1/articles/${slug}`)).headers.location?.split('/').at(-1)
  const renamed = await ask('PATCH', url, { version, body: { slug: 'boats' } })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
  t.equal((await app.inject('/v1/articles/boats')).statusCode, 404)
  version = (await ask('POST', `${url}/publish`, { version: renamed.body.version })).body.version
  t.equal(await to('ferries'), 'boats')
  await rename('ships')
  t.strictSame([await to('ferries'), await to('boats')], ['ships', 'ships'])
  await rename('ferries')
  t.strictSame([await to('boats'), await to('ships'), await to('ferries')], ['ferries', 'ferries', undefined])
})

t.test('slug: a slug of another article is refused, and a former one can be taken over on request', async t => {
  const { app, ask, make } = await desk(t)
  const first = await make(body, true)
  const second = await make({ title: 'Other', slug: 'other' })
  const url = `${articles}/${second.id}`
  const address = `${articles}/${first.id}`
  const refused = (detail: string) => ({
    status: 409,
    body: { code: 'slug-taken', detail, errors: [{ pointer: '/slug', detail }] },
  })
  const taken = refused(`Another article has the slug "ferries": ${address}.`)
  const former = `Another article had the slug "ferries" before: ${address}. “takeOverSlug=true” takes it over.`
  hasMembers(t, await ask('PATCH', url, { version: 1, body: { slug: 'ferries' } }), taken)
  hasMembers(t, await ask('PATCH', `${url}?takeOverSlug=true`, { version: 1, body: { slug: 'ferries' } }), taken)
  const moved = await ask('PATCH', `${articles}/${first.id}`, { version: first.version, body: { slug: 'boats' } })
  await ask('POST', `${articles}/${first.id}/publish`, { version: moved.body.version })
  hasMembers(t, await ask('PATCH', url, { version: 1, body: { slug: 'ferries' } }), refused(former))
  const over = await ask('PATCH', `${url}?takeOverSlug=true`, { version: 1, body: { slug: 'ferries' } })
  hasMembers(t, over, { status: 200, body: { slug: 'ferries' } })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).headers, { location: /boats$/ })
  await ask('POST', `${url}/publish`, { version: 2 })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), { title: 'Other' })
})

t.test('schedule publishes and expires once each when due, also after a pause', async t => {
  const { app, ask, make, store, time } = await desk(t)
  const { id } = await make(body)
  const clock = () => time.now
  const set = await ask('PUT', `${articles}/${id}/schedule`, {
    version: 1,
    body: { publishAt: '2026-11-22T12:10:00Z', expireAt: '2026-11-22T13:00:00Z' },
  })
  hasMembers(t, set, {
    status: 200,
    headers: { etag: /^"v2\./ },
    body: { status: 'draft', expiresAt: '2026-11-22T13:00:00Z', schedule: { publishAt: '2026-11-22T12:10:00Z' } },
  })
  await runDue({ store, clock })
  t.strictSame(await changesOf(store), [])
  time.now = new Date('2026-11-22T12:30:00Z')
  await Promise.all([runDue({ store, clock }), runDue({ store, clock })])
  t.strictSame(await changesOf(store), [['published', 1]])
  hasMembers(t, (await ask('GET', `${articles}/${id}`)).body, {
    status: 'published',
    schedule: { expireAt: '2026-11-22T13:00:00Z' },
  })
  time.now = new Date('2026-11-22T13:00:00Z')
  await Promise.all([runDue({ store, clock }), runDue({ store, clock })])
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), { status: 410, gone: { reason: 'expired' } })
  t.strictSame(await changesOf(store), [
    ['published', 1],
    ['withdrawn', 'expired'],
  ])
  t.strictSame(await store.due('2030-01-01T00:00:00Z', 10), [])
  const { entries } = await store.audit({ articleId: id, limit: 10 })
  t.strictSame(
    entries.map(({ actor, action }) => [actor.split(':')[0], action]),
    [
      ['system', 'article.expire'],
      ['system', 'article.publish'],
      ['key', 'article.schedule'],
      ['key', 'article.create'],
    ],
  )
  const expired = await ask('GET', `${articles}/${id}`)
  hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { version: expired.body.version }), { status: 409 })
  const longer = { version: expired.body.version, body: { expiresAt: null } }
  const { version } = (await ask('PATCH', `${articles}/${id}`, longer)).body
  hasMembers(t, await ask('POST', `${articles}/${id}/publish`, { version }), { status: 200, body: { schedule: {} } })
})

t.test('schedule refuses an expiry before publication, with a pointer', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make(body)
  const wish = { publishAt: '2026-12-01T00:00:00Z', expireAt: '2026-12-01T00:00:00Z' }
  const answer = await ask('PUT', `${articles}/${id}/schedule`, { version: 1, body: wish })
  hasMembers(t, answer, { status: 400, body: { errors: [{ pointer: '/expireAt' }] } })
})

t.test('schedule drops a due transition that is impossible, and the audit states the reason', async t => {
  const { ask, make, store, time } = await desk(t)
  const first = await make({ title: 'One', slug: 'ferries' }, true)
  const url = `${articles}/${first.id}`
  const moved = await ask('PATCH', url, { version: first.version, body: { slug: 'boats' } })
  const published = await ask('POST', `${url}/publish`, { version: moved.body.version })
  const second = await ask('POST', `${articles}?takeOverSlug=true`, { body: { title: 'Two', slug: 'ferries' } })
  const { id } = second.body
  const publishAt = '2026-11-22T12:10:00Z'
  await ask('PUT', `${articles}/${id}/schedule`, { version: 1, body: { publishAt } })
  hasMembers(t, await ask('PATCH', url, { version: published.body.version, body: { slug: 'ferries' } }), {
    status: 200,
  })
  time.now = new Date(publishAt)
  await runDue({ store, clock: () => time.now })
  hasMembers(t, (await ask('GET', `${articles}/${id}`)).body, { status: 'draft', edition: 0, schedule: {} })
  t.strictSame(await store.due(publishAt, 10), [])
  const { entries } = await store.audit({ articleId: id, limit: 1 })
  hasMembers(t, entries, [{ action: 'schedule.missed', detail: { kind: 'publish', reason: /^slug-taken/ } }])
})

t.test('schedule: an empty body cancels it, and a deleted article has none', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make(body)
  const wish = { publishAt: '2026-12-01T00:00:00Z' }
  await ask('PUT', `${articles}/${id}/schedule`, { version: 1, body: wish })
  hasMembers(t, await ask('PUT', `${articles}/${id}/schedule`, { version: 2, body: {} }), {
    status: 200,
    body: { schedule: {} },
  })
  await ask('PUT', `${articles}/${id}/schedule`, { version: 3, body: wish })
  await ask('DELETE', `${articles}/${id}`, { version: 4 })
  t.strictSame(await store.scheduled(id), [])
})

t.test(
  'schedule: the expiry of a published article is public at once in every form, and so is its removal',
  async t => {
    const { app, ask, make, store } = await desk(t)
    const { id, version } = await make(body, true)
    const url = `${articles}/${id}`
    const expireAt = '2026-12-31T23:00:00Z'
    const shown = async () => {
      const one = await app.inject('/v1/articles/ferries')
      const list = await app.inject('/v1/articles')
      const sync = await app.inject('/v1/sync')
      const linked = await app.inject('/v1/articles/ferries.jsonld')
      const ninjs = await app.inject('/v1/articles/ferries.ninjs.json')
      const markdown = await app.inject('/v1/articles/ferries.md')
      const page = await app.inject('/v1/articles/ferries.html')
      return [
        one.json().metadata.expiresAt,
        list.json().items[0].metadata.expiresAt,
        sync.json().articles[0].metadata.expiresAt,
        linked.json().expires,
        ninjs.json().expires,
        /^expires: (.*)$/m.exec(markdown.body)?.[1],
        /"article:expiration_time" content="(.*?)"/.exec(page.body)?.[1],
      ]
    }
    const seven = (one: string | undefined) => Array.from({ length: 7 }, () => one)
    t.strictSame(await shown(), seven(undefined))
    const set = await ask('PUT', `${url}/schedule`, { version, body: { expireAt } })
    hasMembers(t, set, { status: 200, body: { ahead: false, expiresAt: expireAt, schedule: { expireAt } } })
    t.strictSame(await shown(), seven(expireAt))
    t.strictSame((await ask('GET', `${url}/comparison`)).body['members'], [], 'publication would change nothing')
    hasMembers(t, await ask('POST', `${url}/publish`, { version: set.body.version }), { body: { edition: 1 } })
    const off = await ask('PUT', `${url}/schedule`, { version: set.body.version, body: {} })
    hasMembers(t, off, { status: 200, body: { ahead: false, expiresAt: undefined, schedule: {} } })
    t.strictSame(await shown(), seven(undefined))
    t.strictSame(await changesOf(store), [
      ['published', 1],
      ['reprinted', 1],
      ['reprinted', 1],
    ])
  },
)

t.test('revert removes an expiry that was scheduled after publication', async t => {
  const { app, ask, make, store, time } = await desk(t)
  const { id, version } = await make(body, true)
  const url = `${articles}/${id}`
  const set = await ask('PUT', `${url}/schedule`, { version, body: { expireAt: '2026-11-22T13:00:00Z' } })
  const writer = { version: set.body.version, scopes: ['articles:read', 'articles:write'] } as const
  hasMembers(t, await ask('POST', `${url}/revert`, writer), { status: 409, body: { code: 'article-scheduled' } })
  const back = await ask('POST', `${url}/revert`, { version: set.body.version })
  hasMembers(t, back, { status: 200, body: { ahead: false, expiresAt: undefined, schedule: {} } })
  t.equal((await app.inject('/v1/articles/ferries')).json().metadata.expiresAt, undefined)
  time.now = new Date('2026-11-22T13:00:00Z')
  await runDue({ store, clock: () => time.now })
  t.equal((await app.inject('/v1/articles/ferries')).statusCode, 200)
})

t.test('publishedAt: a changed date is public after publication, and a future date needs a schedule', async t => {
  const { app, ask, make, store, time } = await desk(t)
  const made = await make(body, true)
  const url = `${articles}/${made.id}`
  const dateOf = async () => (await app.inject('/v1/articles/ferries')).json().metadata.publishedAt
  t.equal(await dateOf(), '2026-11-22T12:00:00Z')
  const earlier = await ask('PATCH', url, { version: made.version, body: { publishedAt: '2020-02-01T00:00:00Z' } })
  t.equal(await dateOf(), '2026-11-22T12:00:00Z')
  const publish = { version: earlier.body.version }
  t.equal((await ask('POST', `${url}/publish`, { ...publish, scopes: ['articles:write'] })).status, 403)
  const published = await ask('POST', `${url}/publish`, publish)
  hasMembers(t, published, { status: 200, body: { firstPublishedAt: '2020-02-01T00:00:00Z' } })
  t.equal(await dateOf(), '2020-02-01T00:00:00Z')

  const publishedAt = '2026-11-22T15:00:00Z'
  const later = await ask('PATCH', url, { version: published.body.version, body: { publishedAt } })
  const refused = { status: 409, body: { code: 'transition-refused', detail: new RegExp(`PUT ${url}/schedule`) } }
  hasMembers(t, await ask('POST', `${url}/publish`, { version: later.body.version }), refused)
  const batch = await ask('POST', `${articles}:batch`, { body: [{ type: 'publish', id: made.id }] })
  hasMembers(t, batch.body['items'], [{ status: 409, problem: { code: 'transition-refused' } }])
  t.equal(await dateOf(), '2020-02-01T00:00:00Z')
  const early = { version: later.body.version, body: { publishAt: '2026-11-22T14:00:00Z' } }
  hasMembers(t, await ask('PUT', `${url}/schedule`, early), { status: 409, body: { code: 'transition-refused' } })
  const wish = { version: later.body.version, body: { publishAt: publishedAt } }
  t.equal((await ask('PUT', `${url}/schedule`, wish)).status, 200)
  time.now = new Date(publishedAt)
  await runDue({ store, clock: () => time.now })
  t.equal(await dateOf(), publishedAt)
})
