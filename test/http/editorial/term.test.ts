import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk, type Said } from './desk.ts'

const categories = '/v1/editorial/categories'
const tags = '/v1/editorial/tags'
const any = { 'if-match': '*' }

async function only(ask: Awaited<ReturnType<typeof desk>>['ask'], url: string): Promise<Said['body']> {
  const [item] = (await ask('GET', url)).body['items'] as Said['body'][]
  if (!item) throw new Error('the test finds no term')
  return item
}

t.test('a renamed category changes in its 3 articles at once, and its old slug redirects to it', async t => {
  const { app, ask, make, store } = await desk(t)
  for (const title of ['A', 'B', 'C']) await make({ title, category: 'Transport' }, true)
  await make({ title: 'Other', category: 'Sport' }, true)
  const term = await only(ask, `${categories}?q=trans`)
  hasMembers(t, term, { slug: 'transport', articleCount: 3, formerSlugs: [], otherNames: [] })
  const before = await store.lastChange()
  const other = (await app.inject('/v1/articles/other')).headers['etag']
  const list = (await app.inject('/v1/articles?category=transport')).headers['etag']

  const renamed = await ask('PATCH', `${categories}/${term.id}`, {
    headers: any,
    body: { name: 'On the move', slug: 'mobility' },
  })
  hasMembers(t, renamed, {
    status: 200,
    body: {
      slug: 'mobility',
      name: 'On the move',
      articleCount: 3,
      formerSlugs: ['transport'],
      otherNames: ['transport'],
    },
  })
  for (const slug of ['a', 'b', 'c']) {
    const { metadata } = (await app.inject(`/v1/articles/${slug}`)).json()
    hasMembers(t, metadata.category, { slug: 'mobility', name: 'On the move', url: /\/v1\/categories\/mobility$/ })
  }
  t.equal((await app.inject('/v1/articles/other')).headers['etag'], other, 'no other article changes')
  const moved = await app.inject('/v1/categories/transport')
  t.strictSame([moved.statusCode, moved.headers['location']], [308, 'https://news.example.org/v1/categories/mobility'])
  for (const slug of ['transport', 'mobility']) {
    t.equal((await app.inject(`/v1/articles?category=${slug}`)).json().items.length, 3)
  }
  t.not((await app.inject('/v1/articles?category=transport')).headers['etag'], list)
  t.strictSame(
    (await store.changes(before, 10)).map(change => change.kind),
    ['reprinted', 'reprinted', 'reprinted'],
  )
  const again = await make({ title: 'D', category: 'transport' })
  t.equal(again['category'], 'On the move', 'sources that use the old name still refer to the category')
  const { entries } = await store.audit({ limit: 2 })
  hasMembers(t, entries.at(-1), { action: 'category.edit', actor: /^key:/, detail: { before: { name: 'Transport' } } })
})

t.test('public answers about a term are current after any change to it', async t => {
  const { app, ask, make } = await desk(t)
  await make({ title: 'A', authors: [{ name: 'Ann' }] }, true)
  const { id } = await only(ask, '/v1/editorial/authors')
  const url = `/v1/editorial/authors/${id}`
  hasMembers(t, (await app.inject('/v1/authors/ann')).json(), { description: undefined })
  const image = { url: 'https://img.example/ann.jpg', variants: [] }
  await ask('PATCH', url, { headers: any, body: { description: 'Writes.', image, pageUrl: 'https://ann.example/' } })
  hasMembers(t, (await app.inject('/v1/authors/ann')).json(), {
    description: 'Writes.',
    image,
    pageUrl: 'https://ann.example/',
  })
  hasMembers(t, (await app.inject('/v1/articles/a')).json().metadata.authors, [
    { pageUrl: 'https://ann.example/', image },
  ])
  const cleared = await ask('PATCH', url, { headers: any, body: { description: null, image: null, pageUrl: null } })
  hasMembers(t, cleared.body, { description: undefined, image: undefined, pageUrl: undefined, name: 'Ann' })
  t.strictSame(Object.keys((await app.inject('/v1/articles/a')).json().metadata.authors[0]).sort(), [
    'id',
    'name',
    'slug',
    'url',
  ])
})

t.test('POST and PATCH refuse the name or slug of another term and point to faults', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', '/v1/editorial/tags', { body: { name: 'Boats' } })
  hasMembers(t, made, {
    status: 201,
    headers: { location: /\/v1\/editorial\/tags\/[\da-f-]{36}$/ },
    body: { slug: 'boats' },
  })
  const wrong: [body: unknown, status: number, code: string, pointer?: string][] = [
    [{ name: 'BOATS' }, 409, 'term-taken', '/name'],
    [{ name: 'Ships', slug: 'boats' }, 409, 'term-taken', '/slug'],
    [{ name: 'Ships', slug: 'No slug' }, 400, 'invalid-request', '/slug'],
    [{ name: ' ' }, 400, 'invalid-request', '/name'],
    [{ name: 'Ships', pageUrl: 'javascript:alert(1)' }, 400, 'invalid-request', '/pageUrl'],
    [{ slug: 'ships' }, 400, 'invalid-request', '/name'],
  ]
  for (const [body, status, code, pointer] of wrong) {
    hasMembers(t, await ask('POST', '/v1/editorial/tags', { body }), { status, body: { code, errors: [{ pointer }] } })
  }
  const url = `/v1/editorial/tags/${made.body.id}`
  for (const body of [{ name: null }, { slug: null }, { slug: 'A b' }, []]) {
    hasMembers(t, await ask('PATCH', url, { headers: any, body }), { status: 400, body: { code: 'invalid-request' } })
  }
  const withoutSlug = await ask('PATCH', url, { headers: any, body: { slug: null } })
  const detail = '"slug" is missing: it must be a string.'
  t.strictSame(withoutSlug.body.errors, [{ location: 'body', pointer: '/slug', code: 'required', detail }])
  hasMembers(t, await ask('GET', `/v1/editorial/categories/${made.body.id}`), {
    status: 404,
    body: { code: 'term-not-found' },
  })
  t.equal(((await ask('GET', '/v1/editorial/tags')).body['items'] as unknown[]).length, 1)
})

t.test('If-Match: 428 if missing, 412 with version and ETag for an old state, without a change', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', categories, { body: { name: 'Sea' } })
  hasMembers(t, made, { status: 201, headers: { etag: /^"v1\.[\w-]{8}"$/ }, body: { version: 1 } })
  t.equal(made.body.etag, made.headers['etag'])
  const url = `${categories}/${made.body.id}`
  const headers = { 'if-match': String(made.headers['etag']) }
  hasMembers(t, await ask('PATCH', url, { body: { name: 'Ocean' } }), {
    status: 428,
    body: { code: 'version-required' },
  })
  hasMembers(t, await ask('DELETE', url), { status: 428, body: { code: 'version-required' } })
  const first = await ask('PATCH', url, { body: { name: 'Ocean' }, headers })
  hasMembers(t, first, { status: 200, body: { name: 'Ocean', version: 2 } })
  hasMembers(
    t,
    await ask('PATCH', url, { body: { name: 'Ocean' }, headers: any }),
    { body: { version: 2 } },
    'no change',
  )
  const stale = {
    status: 412,
    headers: { etag: first.body.etag },
    body: { code: 'version-conflict', version: 2, etag: first.body.etag },
  }
  hasMembers(t, await ask('PATCH', url, { body: { name: 'Lake' }, headers }), stale)
  hasMembers(t, await ask('DELETE', url, { headers }), stale)
  hasMembers(t, await ask('POST', `${url}/merge`, { body: { into: made.body.id }, headers }), stale)
  hasMembers(t, await only(ask, categories), { name: 'Ocean', version: 2, etag: first.body.etag })
  const back = await ask('PATCH', url, { body: { name: 'Sea' }, headers: any })
  t.not(back.body.etag, made.body.etag, 'the same state again is another version')
})

t.test('Idempotency-Key: a term is created and merged once, and each answer is repeated', async t => {
  const { ask, store } = await desk(t)
  const key = (text: string) => ({ 'idempotency-key': `"${text}"` })
  const make = () => ask('POST', tags, { body: { name: 'Ferries' }, headers: key('make') })
  const one = await make()
  const again = await make()
  t.equal(one.status, 201)
  t.strictSame([again.status, again.body, again.headers['etag']], [201, one.body, one.body.etag])
  t.equal(again.headers['location'], one.headers['location'])
  const other = await ask('POST', tags, { body: { name: 'Boats' }, headers: key('make') })
  hasMembers(t, other, { status: 422, body: { code: 'idempotency-mismatch' } })
  const boats = await ask('POST', tags, { body: { name: 'Boats' } })
  const merge = () =>
    ask('POST', `${tags}/${boats.body.id}/merge`, { body: { into: one.body.id }, headers: key('merge') })
  const merged = await merge()
  hasMembers(t, merged, { status: 200, body: { id: one.body.id, version: 2, formerSlugs: ['boats'] } })
  const repeated = await merge()
  t.strictSame([repeated.status, repeated.body], [200, merged.body])
  const { entries } = await store.audit({ limit: 3 })
  t.strictSame(
    entries.map(({ action }) => action),
    ['tag.merge', 'tag.create', 'tag.create'],
  )
  const taken = await ask('POST', tags, { body: { name: 'Ferries' }, headers: key('fails') })
  hasMembers(t, taken, { status: 409, body: { code: 'term-taken' } })
  t.equal(
    (await ask('POST', tags, { body: { name: 'Ships' }, headers: key('fails') })).status,
    201,
    'no answer is stored',
  )
})

t.test('a term can be read, changed, merged and deleted by its slug, also by a former one', async t => {
  const { ask } = await desk(t)
  const { id } = (await ask('POST', tags, { body: { name: 'Boats' } })).body
  hasMembers(t, await ask('GET', `${tags}/boats`), { status: 200, body: { id, slug: 'boats' } })
  hasMembers(t, await ask('GET', `${tags}/BOATS`), { status: 200, body: { id } })
  hasMembers(t, await ask('GET', `${categories}/boats`), { status: 404, body: { code: 'term-not-found' } })
  const renamed = await ask('PATCH', `${tags}/boats`, { headers: any, body: { name: 'Ships', slug: 'ships' } })
  hasMembers(t, renamed, { status: 200, body: { id, slug: 'ships' } })
  hasMembers(t, await ask('GET', `${tags}/boats`), { status: 200, body: { id, slug: 'ships' } })
  const into = (await ask('POST', tags, { body: { name: 'Vessels' } })).body.id
  hasMembers(t, await ask('POST', `${tags}/boats/merge`, { body: { into: 'none' } }), {
    status: 404,
    body: { code: 'term-not-found', errors: [{ pointer: '/into' }] },
  })
  hasMembers(t, await ask('POST', `${tags}/boats/merge`, { body: { into: 'vessels' } }), {
    status: 200,
    body: { id: into },
  })
  hasMembers(t, await ask('GET', `${tags}/ships`), { body: { id: into } })
  t.equal((await ask('DELETE', `${tags}/boats`, { headers: any })).status, 204)
  t.equal((await ask('GET', `${tags}/vessels`)).status, 404)
})

t.test('DELETE removes an unused term with its names and slugs, and is audited', async t => {
  const { app, ask, make, store } = await desk(t)
  for (const [collection, kind, member] of [
    ['categories', 'category', 'Sea'],
    ['tags', 'tag', 'Boats'],
    ['authors', 'author', 'Ann Writer'],
  ] as const) {
    const url = `/v1/editorial/${collection}`
    const made = await ask('POST', url, { body: { name: member } })
    const { id, etag } = made.body
    await ask('PATCH', `${url}/${id}`, { headers: { 'if-match': etag }, body: { slug: 'former' } })
    hasMembers(t, await ask('DELETE', `${url}/${id}`, { scopes: ['articles:write'], headers: any }), { status: 403 })
    t.strictSame((await ask('DELETE', `${url}/${id}`, { headers: any })).status, 204)
    hasMembers(t, await ask('GET', `${url}/${id}`), { status: 404, body: { code: 'term-not-found' } })
    hasMembers(t, await ask('DELETE', `${url}/${id}`, { headers: any }), { status: 404 })
    const { entries: all } = await store.audit({ limit: 5 })
    const entries = all.filter(({ action }) => action.startsWith(`${kind}.`))
    const detail = kind === 'author' ? undefined : { termId: id, slug: 'former', name: member }
    t.strictSame(
      entries.map(one => [one.action, one.actor.split(':')[0], kind === 'author' ? undefined : one.detail?.['slug']]),
      [
        [`${kind}.delete`, 'key', detail?.slug],
        [`${kind}.edit`, 'key', detail?.slug],
        [`${kind}.create`, 'key', detail && made.body['slug']],
      ],
    )
    t.strictSame(entries[0]?.detail, detail ?? { termId: id })
    if (kind === 'author') t.notMatch(JSON.stringify(entries), /Ann/, 'the name of a person is removed')
    const again = await ask('POST', url, { body: { name: member, slug: 'former' } })
    t.equal(again.status, 201, 'name and slugs are free')
    t.not(again.body.id, id)
  }
  t.equal((await app.inject('/v1/articles')).json().items.length, 0)
  await make({ title: 'A', category: 'Sea', tags: ['Boats'], authors: [{ name: 'Ann Writer' }] }, true)
})

t.test(
  'DELETE and ?unused=true count working copies, delivered articles and merged terms, but not deleted articles',
  async t => {
    const { ask, make } = await desk(t)
    const unused = async () =>
      ((await ask('GET', `${tags}?unused=true`)).body['items'] as { slug: string }[]).map(({ slug }) => slug)
    const used = (name: string, ...ids: string[]) => ({
      status: 409,
      body: { code: 'term-used', detail: new RegExp(`"${name}".*${ids.map(id => `${articles}/${id}`).join('.*')}`) },
    })
    const remove = (slug: string) => ask('DELETE', `${tags}/${slug}`, { headers: any })
    const { id: draft } = await make({ title: 'Draft', tags: ['Drafted'] })
    const { id: shown, version } = await make({ title: 'Shown', tags: ['Shown'] }, true)
    const ahead = await ask('PATCH', `${articles}/${shown}`, { version, body: { tags: [] } })
    const { id: gone } = await make({ title: 'Gone', tags: ['Gone', 'Drafted'] }, true)
    const before = await ask('DELETE', `${articles}/${gone}`, { headers: any })
    for (const name of ['Alone', 'Merged']) await ask('POST', tags, { body: { name } })
    const into = (await ask('GET', `${tags}/merged`)).body.id
    await ask('POST', `${tags}/drafted/merge`, { body: { into } })

    t.strictSame(await unused(), ['alone', 'gone'])
    t.strictSame(
      ((await ask('GET', `${tags}?unused=true&limit=1`)).body['page'] as { next?: string }).next !== undefined,
      true,
    )
    t.strictSame(((await ask('GET', `${tags}?unused=true&q=LON`)).body['items'] as unknown[]).length, 1)
    t.strictSame(((await ask('GET', `${tags}?unused=false`)).body['items'] as unknown[]).length, 4)
    t.match(await remove('merged'), used('Merged', draft))
    t.match(await remove('shown'), used('Shown', shown))
    hasMembers(t, (await remove('shown')).body, {
      detail: /One article carries the tag .* POST \/v1\/editorial\/tags:apply/,
    })
    await ask('POST', `${articles}/${shown}/publish`, { version: ahead.body.version })
    t.strictSame(await unused(), ['alone', 'gone', 'shown'])
    for (const slug of ['alone', 'gone', 'shown']) t.equal((await remove(slug)).status, 204, slug)
    const copy = await ask('GET', `${articles}/${gone}`)
    t.strictSame(copy.body['tags'], ['Merged'], 'a deleted article loses the term, but keeps terms that others use')
    t.not(copy.body.etag, before.headers['etag'])
    const restored = await ask('POST', `${articles}/${shown}/restore`, { headers: any, body: { edition: 1 } })
    hasMembers(t, restored, { status: 200, body: { tags: [] } }, 'an edition with the term can be restored')
    t.equal((await ask('DELETE', `${articles}/${draft}`, { headers: any })).status, 204)
    t.equal((await remove('merged')).status, 204)
    t.strictSame(await unused(), [])
    t.strictSame((await ask('GET', `${articles}/${draft}`)).body['tags'], [])
  },
)

t.test('POST merge replaces a term by another in every article, draft and list', async t => {
  const { app, ask, make } = await desk(t)
  await make({ title: 'A', tags: ['Boats'] }, true)
  await make({ title: 'B', tags: ['Ships', 'Boats'] }, true)
  const draft = await make({ title: 'C', tags: ['Boats'] })
  const boats = await only(ask, '/v1/editorial/tags?q=boats')
  const ships = await only(ask, '/v1/editorial/tags?q=ships')
  const url = `/v1/editorial/tags/${boats.id}/merge`
  hasMembers(t, await ask('POST', url, { body: { into: boats.id } }), { status: 400 })
  const merged = await ask('POST', url, { body: { into: ships.id } })
  hasMembers(t, merged, {
    status: 200,
    body: { id: ships.id, articleCount: 2, formerSlugs: ['boats'], otherNames: ['boats'] },
  })
  for (const [slug, tags] of [
    ['a', ['ships']],
    ['b', ['ships']],
  ] as const) {
    const { metadata } = (await app.inject(`/v1/articles/${slug}`)).json()
    t.strictSame(
      metadata.tags.map((tag: { slug: string }) => tag.slug),
      tags,
    )
  }
  hasMembers(t, (await ask('GET', `${articles}/${draft.id}`)).body, { tags: ['Ships'], version: 1 })
  t.equal((await app.inject('/v1/tags/boats')).statusCode, 308)
  t.equal((await app.inject('/v1/articles?tag=boats')).json().items.length, 2)
  t.strictSame(
    (await app.inject('/v1/tags')).json().items.map((tag: { slug: string }) => tag.slug),
    ['ships'],
  )
  hasMembers(
    t,
    (await ask('GET', `/v1/editorial/tags/${boats.id}`)).body,
    { id: ships.id },
    'its id redirects to the other term',
  )
})

t.test('POST merge: lists show a draft under the category that replaced its own', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make({ title: 'A', category: 'Boats' })
  await make({ title: 'B', category: 'Ships' })
  const boats = await only(ask, '/v1/editorial/categories?q=boats')
  const ships = await only(ask, '/v1/editorial/categories?q=ships')
  await ask('POST', `/v1/editorial/categories/${boats.id}/merge`, { body: { into: ships.id } })
  for (const slug of ['boats', 'ships']) {
    const { items } = (await ask('GET', `${articles}?category=${slug}`)).body as { items?: { id: string }[] }
    hasMembers(
      t,
      items?.find(one => one.id === id),
      { category: 'Ships' },
      slug,
    )
  }
})

t.test('DELETE: a sync client that filters by the tag must start again, and finds no article', async t => {
  const { app, ask, make } = await desk(t)
  const { id, version } = await make({ title: 'A', tags: ['Boats'] }, true)
  const { token, articles: copied } = (await app.inject('/v1/sync?tag=boats')).json()
  t.equal(copied.length, 1)
  const edited = await ask('PATCH', `${articles}/${id}`, { version, body: { tags: [] } })
  await ask('POST', `${articles}/${id}/publish`, { version: edited.body.version })
  t.equal((await ask('DELETE', `${tags}/boats`, { headers: any })).status, 204)
  const next = (await app.inject(`/v1/sync?token=${token}`)).json()
  hasMembers(t, next, { status: 410, code: 'full-sync-required' })
  hasMembers(t, (await app.inject('/v1/sync?tag=boats')).json(), { articles: [], tombstones: [], more: false })
  t.equal((await app.inject('/v1/tags/boats')).statusCode, 404)
  t.equal((await app.inject('/v1/articles?tag=boats')).json().items.length, 0)
})

t.test('DELETE names some of the articles if very many use the term', async t => {
  const { ask } = await desk(t)
  const body = Array.from({ length: 120 }, (_, index) => ({
    type: 'create',
    body: { title: `${index}`, tags: ['Boats'] },
  }))
  await ask('POST', `${articles}:batch`, { body })
  const refused = await ask('DELETE', `${tags}/boats`, { headers: any })
  hasMembers(t, refused.body, {
    code: 'term-used',
    detail: /^At least 100 articles carry the tag "Boats": such as .*, .*, .*\. Take/,
  })
})
