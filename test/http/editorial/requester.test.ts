import t from 'tap'
import { runDue } from '../../../src/editorial/scheduler.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'
import { importDesk } from './import-desk.ts'

const header = 'x-on-behalf-of'
const maria = { [header]: 'Maria Keller' }
const named = { actor: /^key:[0-9a-f-]{36}$/, onBehalfOf: 'Maria Keller' }

type Items = { items: Record<string, unknown>[] }

t.test('the person in X-On-Behalf-Of is recorded with the key in working copy, list, edition and audit', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', articles, { body: { title: 'Ferries', text: 'Two boats.' }, headers: maria })
  hasMembers(t, made.body, named)
  const url = `${articles}/${made.body.id}`
  const edited = await ask('PATCH', url, { version: 1, body: { title: 'Boats' } })
  hasMembers(t, edited.body, { actor: named.actor })
  t.notOk('onBehalfOf' in edited.body, 'a request without the header records no person')
  const published = await ask('POST', `${url}/publish`, {
    version: 2,
    headers: { [header]: 'J%C3%BCrgen%20%E8%89%BE' },
  })
  hasMembers(t, published.body, { actor: named.actor, onBehalfOf: 'Jürgen 艾' })

  const read = (await ask('GET', url)).body
  const list = (await ask('GET', articles)).body as unknown as Items
  const editions = (await ask('GET', `${url}/editions`)).body as unknown as Items
  const edition = (await ask('GET', `${url}/editions/1`)).body
  for (const one of [read, list.items[0], editions.items[0], edition]) {
    hasMembers(t, one, { actor: named.actor, onBehalfOf: 'Jürgen 艾' })
  }
  const audit = async (query: string) =>
    ((await ask('GET', `/v1/editorial/audit?${query}`)).body as unknown as Items).items.map(
      ({ action, onBehalfOf }) => [action, onBehalfOf],
    )
  t.strictSame(await audit(`articleId=${made.body.id}`), [
    ['article.publish', 'Jürgen 艾'],
    ['article.edit', undefined],
    ['article.create', 'Maria Keller'],
  ])
  t.strictSame(await audit('onBehalfOf=Maria%20Keller'), [['article.create', 'Maria Keller']])
})

t.test('a scheduled transition records the person who scheduled it', async t => {
  const { ask, make, store, time } = await desk(t)
  const { id, version } = await make({ title: 'Ferries', text: 'Two boats.' })
  const body = { publishAt: '2026-11-22T13:00:00Z' }
  await ask('PUT', `${articles}/${id}/schedule`, { version, body, headers: maria })
  time.now = new Date('2026-11-22T13:00:01Z')
  await runDue({ store, clock: () => time.now })
  const copy = (await ask('GET', `${articles}/${id}`)).body
  hasMembers(t, copy, { status: 'published', actor: 'system' })
  t.notOk('onBehalfOf' in copy)
  const { entries } = await store.audit({ articleId: id, limit: 1 })
  hasMembers(t, entries, [{ action: 'article.publish', detail: { scheduledOnBehalfOf: 'Maria Keller' } }])
})

t.test('a batch and an import record the person', async t => {
  const { ask } = await desk(t)
  const items = [{ type: 'put', externalId: 'cms:1', body: { title: 'A', text: 'Words.' } }]
  const batch = await ask('POST', `${articles}:batch`, { body: items, headers: maria })
  hasMembers(t, batch.body, { items: [{ article: named }] })

  const { ask: askHere, send, work } = await importDesk(t)
  const started = await send('A title\n\nWords.', { type: 'text/plain', headers: maria })
  hasMembers(t, started.body, named)
  await work()
  hasMembers(t, (await askHere('GET', articles)).body, { items: [named] })
  hasMembers(t, (await askHere('GET', '/v1/editorial/imports')).body, { items: [named] })
})

t.test('an invalid X-On-Behalf-Of is refused and changes nothing', async t => {
  const { app, make, secretOf } = await desk(t)
  const { id } = await make({ title: 'Ferries' })
  const authorization = `Bearer ${await secretOf(['articles:read', 'articles:write'])}`
  let sent = 0
  const send = async (value: string, method: 'GET' | 'PATCH' = 'PATCH') => {
    const headers = { authorization, 'if-match': '*', 'content-type': 'application/merge-patch+json', [header]: value }
    const answer = await app.inject({
      method,
      url: `${articles}/${id}`,
      headers,
      ...(method === 'PATCH' && { payload: JSON.stringify({ summary: `Summary ${++sent}` }) }),
    })
    return answer.statusCode === 400 ? answer.json().errors : answer.json()
  }
  const detail = '“X-On-Behalf-Of” must be one name of 1 to 100 characters, in UTF-8 or percent-encoded.'
  const fault = [{ location: 'header', name: 'X-On-Behalf-Of', code: 'invalid', detail }]
  // Node.js passes the bytes of a header as characters: UTF-8 is decoded, ISO 8859-1 is refused.
  for (const wrong of ['', ' ', '%20', 'x'.repeat(101), 'a%00b', 'a%0Ab', 'a%E2%80%AEb', '%', '%ff', 'J\u00fcrgen']) {
    t.strictSame(await send(wrong), fault, JSON.stringify(wrong))
  }
  t.strictSame(await send('%', 'GET'), fault)
  t.notOk('summary' in (await send('Maria', 'GET')))
  for (const right of ['x', 'x'.repeat(100), '%F0%9F%9A%A2'.repeat(100), 'O’Brien, Jr.', 'Jürgen']) {
    const bytes = Buffer.from(right).toString('latin1')
    hasMembers(t, await send(bytes), { onBehalfOf: decodeURIComponent(right) })
  }
})

t.test('an idempotency key sent for another person is another request', async t => {
  const { ask } = await desk(t)
  const send = (headers: Record<string, string>) =>
    ask('POST', articles, { body: { title: 'A' }, headers: { ...headers, 'idempotency-key': '"1"' } })
  t.equal((await send(maria)).status, 201)
  t.equal((await send(maria)).status, 201)
  hasMembers(t, await send({ [header]: 'Jane' }), { status: 422, body: { code: 'idempotency-mismatch' } })
})

t.test('scripts of listed origins may send X-On-Behalf-Of', async t => {
  const { app } = await desk(t, { corsOrigins: ['https://cms.example.org'] })
  const { headers } = await app.inject({
    method: 'OPTIONS',
    url: articles,
    headers: {
      origin: 'https://cms.example.org',
      'access-control-request-method': 'POST',
      'access-control-request-headers': header,
    },
  })
  t.match(headers['access-control-allow-headers'], /\bX-On-Behalf-Of\b/)
})
