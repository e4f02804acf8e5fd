import t from 'tap'
import { articles, desk, type Said } from './desk.ts'

const categories = '/v1/editorial/categories'

async function only(ask: Awaited<ReturnType<typeof desk>>['ask'], url: string): Promise<Said['body']> {
  const [item] = (await ask('GET', url)).body['items'] as Said['body'][]
  if (!item) throw new Error('the test finds no term')
  return item
}

t.test('a category that is renamed is so in its 3 articles at once; its old slug leads to it', async t => {
  const { app, ask, make, store } = await desk(t)
  for (const title of ['A', 'B', 'C']) await make({ title, category: 'Transport' }, true)
  await make({ title: 'Other', category: 'Sport' }, true)
  const term = await only(ask, `${categories}?q=trans`)
  t.match(term, { slug: 'transport', articleCount: 3, formerSlugs: [], otherNames: [] })
  const before = await store.lastChange()
  const other = (await app.inject('/v1/articles/other')).headers['etag']
  const list = (await app.inject('/v1/articles?category=transport')).headers['etag']

  const renamed = await ask('PATCH', `${categories}/${term.id}`, { body: { name: 'On the move', slug: 'mobility' } })
  t.match(renamed, {
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
    t.match(metadata.category, { slug: 'mobility', name: 'On the move', url: /\/v1\/categories\/mobility$/ })
  }
  t.equal((await app.inject('/v1/articles/other')).headers['etag'], other, 'no other article changes')
  const moved = await app.inject('/v1/categories/transport')
  t.same([moved.statusCode, moved.headers['location']], [308, 'https://news.example.org/v1/categories/mobility'])
  for (const slug of ['transport', 'mobility']) {
    t.equal((await app.inject(`/v1/articles?category=${slug}`)).json().items.length, 3)
  }
  t.not((await app.inject('/v1/articles?category=transport')).headers['etag'], list)
  t.same(
    (await store.changes(before, 10)).map(change => change.kind),
    ['reprinted', 'reprinted', 'reprinted'],
  )
  const again = await make({ title: 'D', category: 'transport' })
  t.equal(again['category'], 'On the move', 'sources that use the old name still mean it')
  const { entries } = await store.audit({ limit: 2 })
  t.match(entries.at(-1), { action: 'category.edit', actor: /^key:/, detail: { before: { name: 'Transport' } } })
})

t.test('what the public reads of a term is fresh after any change to it', async t => {
  const { app, ask, make } = await desk(t)
  await make({ title: 'A', authors: [{ name: 'Ann' }] }, true)
  const { id } = await only(ask, '/v1/editorial/authors')
  const url = `/v1/editorial/authors/${id}`
  t.match((await app.inject('/v1/authors/ann')).json(), { description: undefined })
  const image = { url: 'https://img.example/ann.jpg', variants: [] }
  await ask('PATCH', url, { body: { description: 'Writes.', image, pageUrl: 'https://ann.example/' } })
  t.match((await app.inject('/v1/authors/ann')).json(), {
    description: 'Writes.',
    image,
    pageUrl: 'https://ann.example/',
  })
  t.match((await app.inject('/v1/articles/a')).json().metadata.authors, [{ pageUrl: 'https://ann.example/', image }])
  const cleared = await ask('PATCH', url, { body: { description: null, image: null, pageUrl: null } })
  t.match(cleared.body, { description: undefined, image: undefined, pageUrl: undefined, name: 'Ann' })
  t.same(Object.keys((await app.inject('/v1/articles/a')).json().metadata.authors[0]).sort(), [
    'id',
    'name',
    'slug',
    'url',
  ])
})

t.test('POST and PATCH: none takes the name or slug of another; what is wrong is pointed at', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', '/v1/editorial/tags', { body: { name: 'Boats' } })
  t.match(made, { status: 201, headers: { location: /\/v1\/editorial\/tags\/[\da-f-]{36}$/ }, body: { slug: 'boats' } })
  const wrong: [body: unknown, status: number, code: string, pointer?: string][] = [
    [{ name: 'BOATS' }, 409, 'term-taken', '/name'],
    [{ name: 'Ships', slug: 'boats' }, 409, 'term-taken', '/slug'],
    [{ name: 'Ships', slug: 'No slug' }, 400, 'invalid-request', '/slug'],
    [{ name: ' ' }, 400, 'invalid-request', '/name'],
    [{ name: 'Ships', pageUrl: 'javascript:alert(1)' }, 400, 'invalid-request', '/pageUrl'],
    [{ slug: 'ships' }, 400, 'invalid-request', '/name'],
  ]
  for (const [body, status, code, pointer] of wrong) {
    t.match(await ask('POST', '/v1/editorial/tags', { body }), { status, body: { code, errors: [{ pointer }] } })
  }
  const url = `/v1/editorial/tags/${made.body.id}`
  for (const body of [{ name: null }, { slug: null }, { slug: 'A b' }, []]) {
    t.match(await ask('PATCH', url, { body }), { status: 400, body: { code: 'invalid-request' } })
  }
  t.match(await ask('GET', `/v1/editorial/categories/${made.body.id}`), {
    status: 404,
    body: { code: 'term-not-found' },
  })
  t.equal(((await ask('GET', '/v1/editorial/tags')).body['items'] as unknown[]).length, 1)
})

t.test('If-Match: whoever read an older state gets a 412, and changes nothing', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', categories, { body: { name: 'Sea' } })
  const url = `${categories}/${made.body.id}`
  const headers = { 'if-match': String(made.headers['etag']) }
  const first = await ask('PATCH', url, { body: { name: 'Ocean' }, headers })
  t.match(first, { status: 200, body: { name: 'Ocean' } })
  t.not(first.headers['etag'], made.headers['etag'])
  t.match(await ask('PATCH', url, { body: { name: 'Lake' }, headers }), {
    status: 412,
    body: { code: 'version-conflict' },
  })
  t.match((await ask('GET', url)).body, { name: 'Ocean' })
})

t.test('POST merge: one is part of the other in every article, draft and list', async t => {
  const { app, ask, make } = await desk(t)
  await make({ title: 'A', tags: ['Boats'] }, true)
  await make({ title: 'B', tags: ['Ships', 'Boats'] }, true)
  const draft = await make({ title: 'C', tags: ['Boats'] })
  const boats = await only(ask, '/v1/editorial/tags?q=boats')
  const ships = await only(ask, '/v1/editorial/tags?q=ships')
  const url = `/v1/editorial/tags/${boats.id}/merge`
  t.match(await ask('POST', url, { body: { into: boats.id } }), { status: 400 })
  const merged = await ask('POST', url, { body: { into: ships.id } })
  t.match(merged, {
    status: 200,
    body: { id: ships.id, articleCount: 2, formerSlugs: ['boats'], otherNames: ['boats'] },
  })
  for (const [slug, tags] of [
    ['a', ['ships']],
    ['b', ['ships']],
  ] as const) {
    const { metadata } = (await app.inject(`/v1/articles/${slug}`)).json()
    t.same(
      metadata.tags.map((tag: { slug: string }) => tag.slug),
      tags,
    )
  }
  t.match((await ask('GET', `${articles}/${draft.id}`)).body, { tags: ['Ships'], version: 1 })
  t.equal((await app.inject('/v1/tags/boats')).statusCode, 308)
  t.equal((await app.inject('/v1/articles?tag=boats')).json().items.length, 2)
  t.same(
    (await app.inject('/v1/tags')).json().items.map((tag: { slug: string }) => tag.slug),
    ['ships'],
  )
  t.match((await ask('GET', `/v1/editorial/tags/${boats.id}`)).body, { id: ships.id }, 'its id leads to the other')
})

t.test('POST merge: a draft stands in lists under the category that its own became', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make({ title: 'A', category: 'Boats' })
  await make({ title: 'B', category: 'Ships' })
  const boats = await only(ask, '/v1/editorial/categories?q=boats')
  const ships = await only(ask, '/v1/editorial/categories?q=ships')
  await ask('POST', `/v1/editorial/categories/${boats.id}/merge`, { body: { into: ships.id } })
  for (const slug of ['boats', 'ships']) {
    const { items } = (await ask('GET', `${articles}?category=${slug}`)).body as { items?: { id: string }[] }
    t.match(
      items?.find(one => one.id === id),
      { category: 'Ships' },
      slug,
    )
  }
})
