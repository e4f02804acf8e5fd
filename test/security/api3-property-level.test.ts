import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from '../http/editorial/desk.ts'

/** Members that the server sets: a client must not forge history, figures or addresses. */
const derived: Record<string, unknown> = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
  version: 7,
  edition: 7,
  revision: 7,
  status: 'published',
  url: 'https://evil.example/',
  createdAt: '2020-01-01T00:00:00Z',
  modifiedAt: '2020-01-01T00:00:00Z',
  wordCount: 1,
  tableOfContents: [],
  __proto__x: {},
  constructor: {},
}

t.test('API3: POST and PATCH refuse members that only the server sets, and POST names them', async t => {
  const { ask, make, store } = await desk(t)
  const { id } = await make({ title: 'Draft', markdown: 'Words.' })
  const before = JSON.stringify(await store.article(id))
  for (const [name, value] of Object.entries(derived)) {
    const created = await ask('POST', articles, { body: { title: 'X', [name]: value } })
    hasMembers(t, created, { status: 400, body: { code: 'invalid-request' } }, `POST ${name}`)
    t.ok(
      created.body.errors?.some(({ pointer }) => pointer === `/${name}`),
      `POST names ${name}`,
    )
    t.equal(
      (await ask('PATCH', `${articles}/${id}`, { body: { [name]: value }, version: 1 })).status,
      400,
      `PATCH ${name}`,
    )
  }
  t.equal(JSON.stringify(await store.article(id)), before)
})

t.test('API3: the public answer has no editorial members', async t => {
  const { app, make } = await desk(t)
  const { slug } = await make({ title: 'Public', externalId: 'cms:secret-1', markdown: 'Words.' }, true)
  const answer = await app.inject(`/v1/articles/${slug}`)
  t.equal(answer.statusCode, 200)
  t.notMatch(answer.body, /cms:secret-1|externalId|"version"|createdAt|modifiedAt/)
})
