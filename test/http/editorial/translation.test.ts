import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'
import { importDesk } from './import-desk.ts'

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

/** An article in English, its translations into German and French, and an unlinked article. */
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

t.test('PUT translation: published translations list each other at once, without a new edition', async t => {
  const at = await desk(t)
  const { id: en } = await at.make({ title: 'Boats' }, true)
  const { id: de } = await at.make({ title: 'Boote', language: 'de' }, true)
  const before = await at.store.lastChange()
  const edited = await at.ask('PATCH', `${articles}/${de}`, { version: 2, body: { title: 'Schiffe' } })
  t.equal(edited.status, 200)
  const answer = await link(at, de, en)
  hasMembers(t, answer, { status: 200, headers: { etag: /^"v4\./ }, body: { ahead: true, title: 'Schiffe' } })
  hasMembers(t, await at.ask('GET', `${articles}/${en}`), {
    body: { translationGroup: answer.body['translationGroup'], version: 3, ahead: false },
  })
  t.strictSame([await shown(at, 'boats'), await shown(at, 'boote')], [['de boote'], ['en boats']])
  hasMembers(t, (await at.app.inject('/v1/articles/boote')).json(), { title: 'Boote', edition: 1 })
  const changes = await at.store.changes(before, 10)
  t.strictSame(
    changes.map(({ kind, articleId }) => [kind, articleId]),
    [
      ['reprinted', en],
      ['reprinted', de],
    ],
  )
  const { id: fr } = await at.make({ title: 'Bateaux', language: 'fr' })
  await link(at, fr, de)
  t.strictSame(await shown(at, 'boats'), ['de boote'], 'a draft is not listed')
  await publishAgain(at, fr)
  t.strictSame(await shown(at, 'boats'), ['de boote', 'fr bateaux'])
})

t.test('PUT translation that fails changes neither article', async t => {
  const at = await desk(t)
  const { id: en } = await at.make({ title: 'Boats' }, true)
  const { id: de } = await at.make({ title: 'Boote', language: 'de' })
  await at.ask('DELETE', `${articles}/${de}`, { version: 1 })
  const before = JSON.stringify([await at.store.article(en), (await at.store.audit({ limit: 50 })).entries])
  hasMembers(t, await link(at, de, en), { status: 409, body: { code: 'transition-refused' } })
  hasMembers(t, await link(at, en, de), { status: 409, body: { code: 'transition-refused' } })
  t.equal(JSON.stringify([await at.store.article(en), (await at.store.audit({ limit: 50 })).entries]), before)
})

t.test('DELETE translation removes each article from the list of the other at once', async t => {
  const at = await newsroom(t)
  t.strictSame(await shown(at, 'boats'), ['de boote', 'fr bateaux'])
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  const answer = await at.ask('DELETE', `${articles}/${at.de}/translation`, { version })
  hasMembers(t, answer, { status: 200, body: { translationGroup: undefined, ahead: false, version: version + 1 } })
  t.strictSame([await shown(at, 'boats'), await shown(at, 'boote')], [['fr bateaux'], []])
  const { entries } = await at.store.audit({ articleId: at.de, limit: 1 })
  hasMembers(t, entries, [{ action: 'article.unlink' }])
})

t.test('PUT translation refuses the article itself and an unknown article', async t => {
  const at = await newsroom(t)
  for (const other of [at.en, '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11']) {
    hasMembers(t, await link(at, at.en, other), {
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '/of' }] },
    })
  }
})

t.test('GET /v1/articles/{ref}?language=&fallback= returns the best translation and describes a fallback', async t => {
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
    t.strictSame(body.languageFallback, languageFallback, query)
    tags.add(answer.headers['etag'])
    const headers = { 'if-none-match': String(answer.headers['etag']) }
    t.equal((await at.app.inject({ url, headers })).statusCode, 304, query)
  }
  t.equal(tags.size, scenarios.length + 1, 'every representation has a different entity tag')
  t.notOk('languageFallback' in (await at.app.inject('/v1/articles/boats')).json())
})

t.test('GET ?language= does not return an unlinked translation', async t => {
  const at = await newsroom(t)
  const url = '/v1/articles/boats?language=de&fallback=es'
  t.equal((await at.app.inject(url)).json().slug, 'boote')
  t.equal((await at.app.inject(url)).json().slug, 'boote')
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  await at.ask('POST', `${articles}/${at.de}/unpublish`, { version })
  hasMembers(t, (await at.app.inject(url)).json(), { slug: 'boats', languageFallback: { wanted: 'de', served: 'en' } })
})

t.test('GET ?language= returns the current content of an edited translation', async t => {
  const at = await newsroom(t)
  const url = '/v1/articles/boats?language=de'
  for (let times = 0; times < 3; times += 1) t.equal((await at.app.inject(url)).json().summary, undefined)
  const { version } = (await at.ask('GET', `${articles}/${at.de}`)).body
  await at.ask('PATCH', `${articles}/${at.de}`, { version, body: { summary: 'Mehr.' } })
  await publishAgain(at, at.de)
  const answer = await at.app.inject(url)
  t.equal(answer.json().summary, 'Mehr.')
  t.equal(
    String(answer.headers['surrogate-key']).split(' ').length,
    2,
    'the answer is purged when either article changes',
  )
})

t.test('GET ?language= refuses an invalid tag, and a fallback without a language', async t => {
  const { app, make } = await desk(t)
  await make({ title: 'Boats' }, true)
  for (const [query, name] of [
    ['language=x_y!', 'language'],
    ['fallback=de', 'fallback'],
    ['language=de&fallback=1!', 'fallback'],
  ] as const) {
    const answer = await app.inject(`/v1/articles/boats?${query}`)
    hasMembers(t, answer.json(), { status: 400, code: 'invalid-request', errors: [{ location: 'query', name }] }, query)
  }
})

/** The expected answer to a second translation in one language, without the variable parts. */
const taken = (language: string, other: string, pointer: string | undefined) => ({
  status: 409,
  body: {
    code: 'translation-taken',
    detail: `Another translation is in the language "${language}": /v1/editorial/articles/${other}.`,
    errors: pointer === undefined ? [] : [{ pointer }],
  },
})

t.test('two translations in one language are refused, directly and through a third article', async t => {
  const at = await newsroom(t)
  const before = (await at.ask('GET', `${articles}/${at.alone}`)).body
  hasMembers(t, await link(at, at.alone, at.en), taken('en', at.en, '/of'))
  hasMembers(t, await link(at, at.alone, at.fr), taken('en', at.en, '/of'))
  t.strictSame((await at.ask('GET', `${articles}/${at.alone}`)).body, before)
  const other = await at.make({ title: 'Allein', language: 'de' }, true)
  t.equal((await link(at, other.id, at.alone)).status, 200)
  hasMembers(t, await link(at, at.en, other.id), taken('en', at.alone, '/of'))
  t.strictSame(await shown(at, 'boats'), ['de boote', 'fr bateaux'])
})

t.test('two translations in one language are refused on every route that changes the language', async t => {
  const at = await newsroom(t)
  const { ask } = at
  const url = `${articles}/${at.fr}`
  const read = async () => (await ask('GET', url)).body
  const before = await read()
  t.match(
    await ask('PATCH', url, { version: before.version, body: { language: 'de' } }),
    taken('de', at.de, '/language'),
  )
  const items = [
    { type: 'edit', id: at.fr, body: { language: 'de' } },
    { type: 'edit', id: at.fr, body: { summary: 'Deux.' } },
  ]
  const batch = await ask('POST', `${articles}:batch?atomic=true`, { body: items.slice(0, 1) })
  hasMembers(t, batch.body['items'], [
    { status: 409, problem: { code: 'translation-taken', errors: [{ pointer: '/0/body/language' }] } },
  ])
  t.strictSame(await read(), before)

  const put = '/v1/editorial/articles-by-external-id/cms%3A1'
  const made = await ask('PUT', put, { body: { title: 'Barche', language: 'it' } })
  t.equal((await link(at, made.body.id, at.en)).status, 200)
  const again = { title: 'Barche', language: 'fr' }
  hasMembers(t, await ask('PUT', put, { body: again, version: 2 }), taken('fr', at.fr, '/language'))
  hasMembers(t, await ask('PATCH', url, { version: before.version, body: { language: 'es' } }), { status: 200 })
})

t.test('two translations in one language: the published language counts until the next publication', async t => {
  const at = await newsroom(t)
  const { ask } = at
  const { version } = (await ask('GET', `${articles}/${at.de}`)).body
  await ask('PATCH', `${articles}/${at.de}`, { version, body: { language: 'it' } })
  const german = await at.make({ title: 'Schiffe', language: 'de' })
  hasMembers(t, await link(at, german.id, at.en), taken('de', at.de, '/of'), 'the public still reads it in German')
  const italian = await at.make({ title: 'Barche', language: 'it' })
  hasMembers(t, await link(at, italian.id, at.en), taken('it', at.de, '/of'))
  await publishAgain(at, at.de)
  t.equal((await link(at, german.id, at.en)).status, 200)

  const now = (await ask('GET', `${articles}/${at.de}`)).body
  const restore = { version: now.version, body: { edition: 1 } }
  hasMembers(t, await ask('POST', `${articles}/${at.de}/restore`, restore), taken('de', german.id, '/edition'))
})

t.test('two translations in one language: a return to an edition in a taken language is refused', async t => {
  const at = await newsroom(t)
  const { ask } = at
  const { version } = (await ask('GET', `${articles}/${at.de}`)).body
  const off = await ask('POST', `${articles}/${at.de}/unpublish`, { version })
  const changed = await ask('PATCH', `${articles}/${at.de}`, { version: off.body.version, body: { language: 'it' } })
  const german = await at.make({ title: 'Schiffe', language: 'de' })
  t.equal((await link(at, german.id, at.en)).status, 200)
  const back = { version: changed.body.version }
  hasMembers(t, await ask('POST', `${articles}/${at.de}/revert`, back), taken('de', german.id, undefined))
  const deleted = (await ask('GET', `${articles}/${german.id}`)).body
  await ask('DELETE', `${articles}/${german.id}`, { version: deleted.version })
  hasMembers(t, await ask('POST', `${articles}/${at.de}/revert`, back), { status: 200, body: { language: 'de' } })
})

t.test('two translations in one language are refused by an import and its dry run', async t => {
  const at = await importDesk(t)
  const { ask, send, work, items } = at
  const line = (slug: string, language: string, more: object = {}) =>
    JSON.stringify({ slug, title: slug, metadata: { language }, ...more })
  const run = async (body: string, query = '') => {
    const { body: job } = await send(body, { type: 'application/x-ndjson', query })
    await work()
    return (await items(job.id)).map(({ result, problem }) => [result, Object(problem)['code']])
  }
  t.strictSame(await run([line('boats', 'en'), line('boote', 'de')].join('\n')), [
    ['created', undefined],
    ['created', undefined],
  ])
  const list = (await ask('GET', articles)).body['items'] as { id: string; slug: string; version: number }[]
  const [en, de] = ['boats', 'boote'].map(slug => list.find(one => one.slug === slug)) as [Said, Said]
  const linked = await ask('PUT', `${articles}/${de.id}/translation`, { version: 1, body: { of: en.id } })
  t.equal(linked.status, 200)
  const german = line('boats', 'de', { summary: 'Zwei.' })
  for (const query of ['?dryRun=true', '']) {
    t.strictSame(await run(german, query), [['problem', 'translation-taken']], query)
  }
  hasMembers(t, (await ask('GET', `${articles}/${en.id}`)).body, { language: 'en' })
})

type Said = { id: string; slug: string; version: number }
