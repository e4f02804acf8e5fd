import t from 'tap'
import { hasMembers } from '../../has-members.ts'
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

t.test('GET editions lists editions newest first, in pages, with their notes', async t => {
  const { ask, url, id } = await history(t)
  const { body } = await ask('GET', `${url}/editions`)
  hasMembers(t, body['items'], [
    { articleId: id, number: 2, title: 'Three ferries', correction: { note: 'There are three.' } },
    { number: 1, title: 'Two ferries', slug: 'ferries', correction: undefined },
  ])
  const first = await ask('GET', `${url}/editions?limit=1`)
  const { next } = Object(first.body['page'])
  const second = await ask('GET', `${url}/editions?cursor=${next}`)
  hasMembers(t, [first.body['items'], second.body['items']], [[{ number: 2 }], [{ number: 1 }]])
  hasMembers(t, second.body['page'], { limit: 1, previous: /./, next: undefined })
})

t.test('GET editions/{number} returns the edition as published, with the names of terms', async t => {
  const { ask, url } = await history(t)
  const { body: one } = await ask('GET', `${url}/editions/1`)
  hasMembers(t, one, {
    number: 1,
    title: 'Two ferries',
    tags: ['Boats'],
    corrections: [],
    publishedAt: '2026-11-22T12:00:00Z',
  })
  hasMembers(t, (await ask('GET', `${url}/editions/2`)).body, {
    corrections: [{ note: 'There are three.', edition: 2 }],
  })
  for (const number of ['0', '3', '-1', '01', '1e3', 'x']) {
    hasMembers(t, await ask('GET', `${url}/editions/${number}`), { status: 404, body: { code: 'edition-not-found' } })
  }
})

t.test(
  'GET comparison compares members, sections and blocks, and without parameters shows what publication would change',
  async t => {
    const { ask, url, make } = await history(t)
    const { body: diff } = await ask('GET', `${url}/comparison?fromEdition=1&toEdition=2`)
    hasMembers(t, diff, {
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
    hasMembers(t, (await ask('GET', `${url}/comparison`)).body, {
      fromEdition: 2,
      toEdition: undefined,
      members: [{ member: 'summary', change: 'added', after: 'More.' }],
      sections: [],
    })
    hasMembers(t, await ask('GET', `${url}/comparison?fromEdition=9`), {
      status: 404,
      body: { code: 'edition-not-found' },
    })
    hasMembers(t, await ask('GET', `${url}/comparison?toEdition=x`), { status: 400, body: { code: 'invalid-request' } })
    const draft = await make({ title: 'Draft', text: 'Words.' })
    const { body: all } = await ask('GET', `${articles}/${draft.id}/comparison`)
    hasMembers(t, all, {
      fromEdition: 0,
      sections: [{ change: 'added', blocks: [{ change: 'added', positionAfter: 1 }] }],
    })
  },
)

t.test('POST restore copies the edition to the working copy, and the public sees it after publication', async t => {
  const { app, ask, url, version, store } = await history(t)
  const before = await store.lastChange()
  const restored = await ask('POST', `${url}/restore`, { version, body: { edition: 1 } })
  hasMembers(t, restored, {
    status: 200,
    headers: { etag: new RegExp(`^"v${version + 1}\\.`) },
    body: { title: 'Two ferries', summary: undefined, slug: 'ferries', ahead: true, edition: 2, tags: ['Boats'] },
  })
  t.equal(await store.lastChange(), before)
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), { title: 'Three ferries' })
  const { entries } = await store.audit({ limit: 1 })
  hasMembers(t, entries, [{ action: 'article.restore', detail: { edition: 1 } }])
  const { body: published } = await ask('POST', `${url}/publish`, { version: restored.body.version })
  hasMembers(t, published, { edition: 3 })
  hasMembers(t, (await app.inject('/v1/articles/ferries')).json(), {
    title: 'Two ferries',
    metadata: { corrections: [{ edition: 2 }] },
  })
  const moved = await app.inject('/v1/articles/ferries/sections/who-has-paid')
  t.equal(moved.statusCode, 308, 'an anchor that the section had since still leads to it')
  t.match(moved.headers['location'], /\/who-pays$/)
})

t.test('POST restore answers 404 for an unknown edition and writes nothing', async t => {
  const { ask, url, version } = await history(t)
  const answer = await ask('POST', `${url}/restore`, { version, body: { edition: 7 } })
  hasMembers(t, answer, { status: 404, body: { code: 'edition-not-found' } })
  hasMembers(t, (await ask('GET', url)).body, { version, title: 'Three ferries' })
})
