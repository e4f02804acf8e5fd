import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { desk } from './desk.ts'

const keys = '/v1/editorial/keys'
const site = 'https://partner.example/news/'

t.test('PATCH /v1/editorial/keys/{key} sets, changes and removes the site of a key', async t => {
  const { ask } = await desk(t)
  const made = await ask('POST', keys, { body: { name: 'Partner', scopes: ['imports:write'] } })
  const key = made.body['key'] as { id: string }
  const url = `${keys}/${key.id}`
  t.strictSame((await ask('PATCH', url, { body: { site } })).body, { ...key, site })
  t.strictSame((await ask('PATCH', url, { body: {} })).body, { ...key, site }, 'an empty patch changes nothing')
  const listed = (await ask('GET', keys)).body['items'] as { id: string; site?: string }[]
  t.equal(listed.find(({ id }) => id === key.id)?.site, site)
  const rotated = await ask('POST', `${url}/rotate`, { body: { overlapSeconds: 60 } })
  hasMembers(t, rotated.body['key'], { site, rotatedFrom: key.id })
  t.notOk('site' in (await ask('PATCH', url, { body: { site: null } })).body)
  const { body } = await ask('GET', '/v1/editorial/audit')
  const actions = (body['items'] as { action: string; detail: object }[]).filter(one => one.action === 'key.edit')
  t.strictSame(
    actions.map(({ detail }) => detail),
    [
      { key: key.id, name: 'Partner' },
      { key: key.id, name: 'Partner', site },
    ],
  )
})

t.test('an invalid site is refused', async t => {
  const { ask } = await desk(t)
  for (const wrong of [
    'partner.example',
    'ftp://partner.example/',
    'https://a@partner.example/',
    'https://a.example/?q',
  ]) {
    const answer = await ask('POST', keys, { body: { name: 'x', scopes: ['imports:write'], site: wrong } })
    hasMembers(t, answer, { status: 400, body: { code: 'invalid-request', errors: [{ pointer: '/site' }] } }, wrong)
  }
  t.equal((await ask('PATCH', `${keys}/none`, { body: { site } })).status, 404)
})

t.test('a key cannot change a key with more scopes, and can assign only a site within its own', async t => {
  const { ask, app } = await desk(t)
  const wide = await ask('POST', keys, { body: { name: 'Wide', scopes: ['articles:publish'] } })
  const { id } = wide.body['key'] as { id: string }
  hasMembers(t, await ask('PATCH', `${keys}/${id}`, { body: { site }, scopes: ['keys:manage'] }), {
    status: 403,
    body: { code: 'scope-missing' },
  })
  const own = await ask('POST', keys, { body: { name: 'Own', scopes: ['keys:manage', 'imports:write'], site } })
  const give = async (wish: object) => {
    const headers = { authorization: `Bearer ${own.body['secret']}` }
    const payload = { name: 'x', scopes: ['imports:write'], ...wish }
    return (await app.inject({ method: 'POST', url: keys, headers, payload })).statusCode
  }
  t.equal(await give({ site: 'https://partner.example/newsroom/' }), 403)
  t.equal(await give({}), 201)
  const listed = (await ask('GET', keys)).body['items'] as { name: string; site?: string }[]
  t.equal(
    listed.find(({ name }) => name === 'x')?.site,
    site,
    'a key without a stated site gets the site of the key that made it',
  )
  t.equal(await give({ site: 'https://partner.example/news/sport' }), 201)
})
