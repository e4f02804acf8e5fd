import t from 'tap'
import { articles, desk } from './desk.ts'

type Desk = Awaited<ReturnType<typeof desk>>

async function publishAgain({ ask }: Desk, id: string): Promise<void> {
  const { version } = (await ask('GET', `${articles}/${id}`)).body
  const answer = await ask('POST', `${articles}/${id}/publish`, { version })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}

async function link({ ask }: Desk, id: string, of: string) {
  const { version } = (await ask('GET', `${articles}/${id}`)).body
  return ask('PUT', `${articles}/${id}/translation`, { version, body: { of } })
}

/** An article in English, its translations into German and French, and one that is none. */
async function newsroom(t: Parameters<typeof desk>[0]) {
  const at = await desk(t)
  const ids: string[] = []
  for (const [title, language] of [
    ['Boats', 'en'],
    ['Boote', 'de'],
    ['Bateaux', 'fr'],
    ['Alone', 'en'],
  ] as const) {
    ids.push((await at.make({ title, language }, true)).id)
  }
  const [en = '', de = '', fr = '', alone = ''] = ids
  for (const id of [de, fr]) {
    const answer = await link(at, id, en)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }
  return { ...at, en, de, fr, alone }
}

const shown = async ({ app }: Desk, slug: string) =>
  (await app.inject(`/v1/articles/${slug}`))
    .json()
    .metadata.translations.map((one: { language: string; slug: string }) => `${one.language} ${one.slug}`)

t.test('PUT translation: those that are published list each other at once, and say nothing else anew', async t => {
  const at = await desk(t)
  const { id: en } = await at.make({ title: 'Boats' }, true)
  const { id: de } = await at.make({ title: 'Boote', language: 'de' }, true)
  const before = await at.store.lastChange()
  const edited = await at.ask('PATCH', `${articles}/${de}`, { version: 2, body: { title: 'Schiffe' } })
  t.equal(edited.status, 200)
  const answer = await link(at, de, en)
  t.match(answer, { status: 200, headers: { etag: /^"v4\./ }, body: { ahead: true, title: 'Schiffe' } })
  t.match(await at.ask('GET', `${articles}/${en}`), {
    body: { translationGroup: answer.body['translationGroup'], version: 3, ahead: false },
  })
  t.same([await shown(at, 'boats'), await shown(at, 'boote')], [['de boote'], ['en boats']])
  t.match((await at.app.inject('/v1/articles/boote')).json(), { title: 'Boote', edition: 1 })
  const changes = await at.store.changes(before, 10)
  t.same(
    changes.map(({ kind, articleId }) => [kind, articleId]),
    [
      ['reprinted', en],
      ['reprinted', de],
    ],
  )
  const { id: fr } = await at.make({ title: 'Bateaux', language: 'fr' })
  await link(at, fr, de)
  t.same(await shown(at, 'boats'), ['de boote'], 'a draft shows nowhere')
  await publishAgain(at, fr)
  t.same(await shown(at, 'boats'), ['de boote', 'fr bateaux'])
})

t.test('PUT translation: one that fails leaves both as they were', async t => {
  const at = await desk(t)
  const { id: en } = await at.make({ title: 'Boats' }, true)
  const { id: de } = await at.make({ title: 'Boote', language: 'de' })
  await at.ask('DELETE', `${articles}/${de}`, { version: 1 })
  const before = JSON.stringify([await at.store.article(en), (await at.store.audit({ limit: 50 })).entries])
  t.match(await link(at, de, en), { status: 409, body: { code: 'transition-refused' } })
  t.match(await link(at, en, de), { status: 409, body: { code: 'transition-refused' } })
  t.equal(JSON.stringify([await at.store.article(en), (await at.store.audit({ limit: 50 })).entries]), before)
})

t.test('DELETE translation: neither lists the other any more, at once', async t => {
  const at = await newsroom(t)
  t.same(await shown(at, 'boats'), ['de boote', 'fr bateaux'])
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  const answer = await at.ask('DELETE', `${articles}/${at.de}/translation`, { version })
  t.match(answer, { status: 200, body: { translationGroup: undefined, ahead: false, version: version + 1 } })
  t.same([await shown(at, 'boats'), await shown(at, 'boote')], [['fr bateaux'], []])
  const { entries } = await at.store.audit({ articleId: at.de, limit: 1 })
  t.match(entries, [{ action: 'article.unlink' }])
})

t.test('PUT translation: not of itself, not of one in the same language, not of nothing', async t => {
  const at = await newsroom(t)
  for (const other of [at.en, at.alone, '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11']) {
    t.match(await link(at, at.en, other), {
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '/of' }] },
    })
  }
})

t.test('GET /v1/articles/{ref}?language=&fallback=: the best translation, and what fell back', async t => {
  const at = await newsroom(t)
  const scenarios: [query: string, slug: string, language: string, fallback: object | undefined][] = [
    ['language=de', 'boote', 'de', undefined],
    ['language=de-AT', 'boote', 'de', undefined],
    ['language=en', 'boats', 'en', undefined],
    ['language=es&fallback=fr,de', 'bateaux', 'fr', { wanted: 'es', served: 'fr' }],
    ['language=es&fallback=pt', 'boats', 'en', { wanted: 'es', served: 'en' }],
    ['language=es', 'boats', 'en', { wanted: 'es', served: 'en' }],
    ['language=es&fields=title', 'boats', 'en', { wanted: 'es', served: 'en' }],
  ]
  const plain = (await at.app.inject('/v1/articles/boats')).headers['etag']
  const tags = new Set([plain])
  for (const [query, slug, language, languageFallback] of scenarios) {
    const url = `/v1/articles/boats?${query}`
    const answer = await at.app.inject(url)
    t.equal(answer.statusCode, 200, query)
    t.equal(answer.headers['content-language'], language, query)
    t.equal(answer.headers['vary'], 'Accept-Encoding', query)
    const body = answer.json()
    if (!query.includes('fields')) t.equal(body.slug, slug, query)
    t.same(body.languageFallback, languageFallback, query)
    tags.add(answer.headers['etag'])
    const headers = { 'if-none-match': String(answer.headers['etag']) }
    t.equal((await at.app.inject({ url, headers })).statusCode, 304, query)
  }
  t.equal(tags.size, scenarios.length + 1, 'every representation has an entity tag of its own')
  t.notOk('languageFallback' in (await at.app.inject('/v1/articles/boats')).json())
})

t.test('GET ?language=: a translation that leaves is no longer answered, at once', async t => {
  const at = await newsroom(t)
  const url = '/v1/articles/boats?language=de&fallback=es'
  t.equal((await at.app.inject(url)).json().slug, 'boote')
  t.equal((await at.app.inject(url)).json().slug, 'boote')
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  await at.ask('POST', `${articles}/${at.de}/unpublish`, { version })
  t.match((await at.app.inject(url)).json(), { slug: 'boats', languageFallback: { wanted: 'de', served: 'en' } })
})

t.test('GET ?language=: a translation that only says something else is answered fresh', async t => {
  const at = await newsroom(t)
  const url = '/v1/articles/boats?language=de'
  for (let times = 0; times < 3; times += 1) t.equal((await at.app.inject(url)).json().summary, undefined)
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  await at.ask('PATCH', `${articles}/${at.de}`, { version, body: { summary: 'Mehr.' } })
  await publishAgain(at, at.de)
  const answer = await at.app.inject(url)
  t.equal(answer.json().summary, 'Mehr.')
  t.equal(String(answer.headers['surrogate-key']).split(' ').length, 2, 'it goes when either article changes')
})

t.test('GET ?language=: what is no tag is refused, and so is a fallback alone', async t => {
  const { app, make } = await desk(t)
  await make({ title: 'Boats' }, true)
  for (const [query, name] of [
    ['language=x_y!', 'language'],
    ['fallback=de', 'fallback'],
    ['language=de&fallback=1!', 'fallback'],
  ] as const) {
    const answer = await app.inject(`/v1/articles/boats?${query}`)
    t.match(answer.json(), { status: 400, code: 'invalid-request', errors: [{ location: 'query', name }] }, query)
  }
})
