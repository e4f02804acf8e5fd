import t from 'tap'
import { articles, desk } from './desk.ts'

const body = {
  title: 'Two ferries',
  slug: 'ferries',
  tags: ['Boats'],
  markdown: 'Two boats.\n\n## Who pays\n\nThe city.\n\nAll of it.',
}

/** An article with two editions and a working copy that is ahead of both. */
async function history(t: Parameters<typeof desk>[0]) {
  const at = await desk(t)
  const { id, version } = await at.make(body, true)
  const url = `${articles}/${id}`
  const second = { title: 'Three ferries', markdown: 'Three boats.\n\n## Who has paid\n\nThe city.\n\nAll of it.' }
  const edited = await at.ask('PATCH', url, { version, body: second })
  const correction = { note: 'There are three.' }
  const published = await at.ask('POST', `${url}/publish`, { version: edited.body.version, body: { correction } })
  const last = await at.ask('PATCH', url, { version: published.body.version, body: { summary: 'More.' } })
  return { ...at, id, url, version: last.body.version }
}

t.test('GET editions: newest first, page by page, with the note that went with each', async t => {
  const { ask, url, id } = await history(t)
  const { body } = await ask('GET', `${url}/editions`)
  t.match(body['items'], [
    { articleId: id, number: 2, title: 'Three ferries', correction: { note: 'There are three.' } },
    { number: 1, title: 'Two ferries', slug: 'ferries', correction: undefined },
  ])
  const first = await ask('GET', `${url}/editions?limit=1`)
  const { next } = Object(first.body['page'])
  const second = await ask('GET', `${url}/editions?cursor=${next}`)
  t.match([first.body['items'], second.body['items']], [[{ number: 2 }], [{ number: 1 }]])
  t.match(second.body['page'], { limit: 1, previous: String, next: undefined })
})

t.test('GET editions/{number}: as it was published, terms by name', async t => {
  const { ask, url } = await history(t)
  const { body: one } = await ask('GET', `${url}/editions/1`)
  t.match(one, {
    number: 1,
    title: 'Two ferries',
    tags: ['Boats'],
    corrections: [],
    publishedAt: '2026-11-22T12:00:00Z',
  })
  t.match((await ask('GET', `${url}/editions/2`)).body, { corrections: [{ note: 'There are three.', edition: 2 }] })
  for (const number of ['0', '3', '-1', '01', '1e3', 'x']) {
    t.match(await ask('GET', `${url}/editions/${number}`), { status: 404, body: { code: 'edition-not-found' } })
  }
})

t.test('GET comparison: by member, section and block; without parameters what publishing would change', async t => {
  const { ask, url, make } = await history(t)
  const { body: diff } = await ask('GET', `${url}/comparison?fromEdition=1&toEdition=2`)
  t.match(diff, {
    fromEdition: 1,
    toEdition: 2,
    members: [{ member: 'title', change: 'changed', before: 'Two ferries', after: 'Three ferries' }],
    keyTakeaways: [],
    sections: [
      { change: 'changed', blocks: [{ change: 'changed', positionBefore: 1, positionAfter: 1 }] },
      { change: 'changed', before: { heading: 'Who pays' }, after: { heading: 'Who has paid' }, blocks: [] },
    ],
    footnotes: [],
  })
  t.match((await ask('GET', `${url}/comparison`)).body, {
    fromEdition: 2,
    toEdition: undefined,
    members: [{ member: 'summary', change: 'added', after: 'More.' }],
    sections: [],
  })
  t.match(await ask('GET', `${url}/comparison?fromEdition=9`), { status: 404, body: { code: 'edition-not-found' } })
  t.match(await ask('GET', `${url}/comparison?toEdition=x`), { status: 400, body: { code: 'invalid-request' } })
  const draft = await make({ title: 'Draft', text: 'Words.' })
  const { body: all } = await ask('GET', `${articles}/${draft.id}/comparison`)
  t.match(all, { fromEdition: 0, sections: [{ change: 'added', blocks: [{ change: 'added', positionAfter: 1 }] }] })
})

t.test(
  'POST restore: the working copy says what the edition said; the public sees it when it is published',
  async t => {
    const { app, ask, url, version, store } = await history(t)
    const before = await store.lastChange()
    const restored = await ask('POST', `${url}/restore`, { version, body: { edition: 1 } })
    t.match(restored, {
      status: 200,
      headers: { etag: new RegExp(`^"v${version + 1}\\.`) },
      body: { title: 'Two ferries', summary: undefined, slug: 'ferries', ahead: true, edition: 2, tags: ['Boats'] },
    })
    t.equal(await store.lastChange(), before)
    t.match((await app.inject('/v1/articles/ferries')).json(), { title: 'Three ferries' })
    const { entries } = await store.audit({ limit: 1 })
    t.match(entries, [{ action: 'article.restore', detail: { edition: 1 } }])
    const { body: published } = await ask('POST', `${url}/publish`, { version: restored.body.version })
    t.match(published, { edition: 3 })
    t.match((await app.inject('/v1/articles/ferries')).json(), {
      title: 'Two ferries',
      metadata: { corrections: [{ edition: 2 }] },
    })
    const moved = await app.inject('/v1/articles/ferries/sections/who-has-paid')
    t.equal(moved.statusCode, 308, 'an anchor that it had since still leads to the section')
    t.match(moved.headers['location'], /\/who-pays$/)
  },
)

t.test('POST restore: 404 for an edition that is not there, and nothing is written', async t => {
  const { ask, url, version } = await history(t)
  const answer = await ask('POST', `${url}/restore`, { version, body: { edition: 7 } })
  t.match(answer, { status: 404, body: { code: 'edition-not-found' } })
  t.match((await ask('GET', url)).body, { version, title: 'Three ferries' })
})
