import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { desk } from './desk.ts'

t.test('dates and times with fractions and offsets are accepted and stored in UTC in whole seconds', async t => {
  const { ask } = await desk(t)
  const articles = '/v1/editorial/articles'
  const given = { publishedAt: '2020-05-05T11:00:00.999+02:00', expiresAt: '2099-01-01T00:00:00.123Z' }
  const { status, body } = await ask('POST', articles, { body: { title: 'Ferries', text: 'Two boats.', ...given } })
  t.equal(status, 201)
  hasMembers(t, body, { publishedAt: '2020-05-05T09:00:00Z', expiresAt: '2099-01-01T00:00:00Z' })
  const url = `${articles}/${body['id']}`

  const patched = await ask('PATCH', url, { body: { publishedAt: '2020-05-05t09:00:01z' }, version: 1 })
  hasMembers(t, patched, { status: 200, body: { publishedAt: '2020-05-05T09:00:01Z' } })
  const schedule = { publishAt: '2098-12-31T23:00:00.5-01:00' }
  const scheduled = await ask('PUT', `${url}/schedule`, { body: schedule, version: 2 })
  hasMembers(t, scheduled, { status: 200, body: { schedule: { publishAt: '2099-01-01T00:00:00Z' } } })
  const expiresAt = '2098-01-01T00:00:00.000Z'
  const key = await ask('POST', '/v1/editorial/keys', { body: { name: 'Desk', scopes: ['articles:read'], expiresAt } })
  hasMembers(t, key, { status: 201, body: { key: { expiresAt: '2098-01-01T00:00:00Z' } } })
  hasMembers(t, await ask('GET', `${articles}?updatedAfter=2020-01-01T00:00:00.000Z`), { status: 200 })
  for (const publishedAt of ['2020-02-30T00:00:00Z', '2020-01-01T24:00:00Z', '2020-01-01T00:00:00', '2020-01-01']) {
    const refused = await ask('PATCH', url, { body: { publishedAt }, version: 3 })
    hasMembers(t, refused, { status: 400, body: { errors: [{ pointer: '/publishedAt' }] } }, publishedAt)
  }
})
