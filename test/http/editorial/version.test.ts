import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

type Item = { version: number; title: string; actor?: string; onBehalfOf?: string; edition?: number }
type Page = { items: Item[]; page: { next?: string; previous?: string } }

const as = (name: string) => ({ 'x-on-behalf-of': name })

/** An article with one version per title, the first made by a POST. */
async function rewritten(t: Parameters<typeof desk>[0], titles: readonly string[]) {
  const at = await desk(t)
  const [first, ...others] = titles
  const { id } = await at.make({
    title: first,
    slug: 'story',
    markdown: 'One.\n\n## Who pays\n\nThe city.',
    tags: ['Boats'],
  })
  const url = `${articles}/${id}`
  for (const title of others) await at.ask('PATCH', url, { headers: { 'if-match': '*' }, body: { title } })
  const list = async (query = '') => (await at.ask('GET', `${url}/versions${query}`)).body as unknown as Page
  const restore = (version: number, more: Parameters<typeof at.ask>[2] = {}) =>
    at.ask('POST', `${url}/restore`, { headers: { 'if-match': '*' }, body: { version }, ...more })
  return { ...at, id, url, list, restore }
}

t.test('GET versions lists each version with its title, its author and the edition that published it', async t => {
  const { ask, url, list, id, time } = await rewritten(t, ['A', 'B'])
  time.now = new Date('2026-11-22T13:00:00Z')
  await ask('POST', `${url}/publish`, { version: 2, headers: as('Jane') })
  await ask('PATCH', url, { version: 3, headers: as('Max'), body: { title: 'C' } })
  const key = (await ask('GET', url)).body['actor']
  t.match(key, /^key:/)
  const made = { articleId: id, actor: key, slug: 'story' }
  const [noon, one] = ['2026-11-22T12:00:00Z', '2026-11-22T13:00:00Z']
  t.strictSame((await list()).items, [
    { ...made, version: 4, at: one, onBehalfOf: 'Max', title: 'C' },
    { ...made, version: 3, at: one, onBehalfOf: 'Jane', edition: 1, title: 'B' },
    { ...made, version: 2, at: noon, title: 'B' },
    { ...made, version: 1, at: noon, title: 'A' },
  ])
  const first = await list('?limit=3')
  const second = await list(`?cursor=${first.page.next}`)
  t.strictSame(
    second.items.map(({ version }) => version),
    [1],
  )
  const back = await list(`?cursor=${second.page.previous}`)
  t.strictSame(
    back.items.map(({ version }) => version),
    [4, 3, 2],
  )
  hasMembers(t, await ask('GET', `${articles}/no-such/versions`), { status: 404, body: { code: 'article-not-found' } })
})

t.test('GET versions/{number} returns the whole version, also if the next one has equal content', async t => {
  const { ask, url, make } = await rewritten(t, ['A', 'B'])
  const { body: now } = await ask('POST', `${url}/publish`, { version: 2 })
  await ask('PATCH', url, { version: 3, body: { title: 'C', tags: ['Ships'], markdown: 'Other.' } })
  const read = async (number: number | string) => ask('GET', `${url}/versions/${number}`)
  const content = ({ title, tags, sections, slug, direction, language }: Record<string, unknown>) => ({
    title,
    tags,
    sections,
    slug,
    direction,
    language,
  })
  t.strictSame(content((await read(3)).body), content(now))
  t.strictSame(content((await read(2)).body), content(now))
  hasMembers(t, (await read(3)).body, { version: 3, edition: 1, actor: /^key:/, at: /Z$/ })
  hasMembers(t, (await read(1)).body, {
    version: 1,
    title: 'A',
    tags: ['Boats'],
    sections: [{}, { anchor: 'who-pays' }],
  })
  t.strictSame(content((await read(4)).body), content((await ask('GET', url)).body), 'the current version')
  for (const number of ['0', '5', '-1', '01', 'x', '99999999999999999999']) {
    hasMembers(t, await read(number), { status: 404, body: { code: 'version-not-found' } })
  }
  const other = await make({ title: 'Other' })
  hasMembers(t, await ask('GET', `${articles}/${other.id}/versions/2`), { status: 404 })
})

t.test(
  'restore copies a version to the working copy and keeps slug, expiry, section ids and the public article',
  async t => {
    const { app, ask, url, list, restore, store } = await rewritten(t, ['A'])
    const { body: before } = await ask('POST', `${url}/publish`, { version: 1 })
    const mistake = { title: 'Wrong', slug: 'renamed', markdown: 'All is lost.', tags: [], summary: 'Oh.' }
    await ask('PATCH', url, { version: 2, body: mistake })
    const undone = await restore(2, { headers: { ...as('Jane'), 'if-match': '*' } })
    hasMembers(t, undone, {
      status: 200,
      body: { version: 4, title: 'A', slug: 'renamed', tags: ['Boats'], onBehalfOf: 'Jane' },
    })
    t.strictSame(undone.body['sections'], before['sections'])
    t.notOk('summary' in undone.body)
    t.equal((await app.inject('/v1/articles/story')).json().edition, 1)
    hasMembers(t, (await restore(4)).body, { version: 4 }, 'restore of the current version changes nothing')
    hasMembers(
      t,
      (await restore(3)).body,
      { version: 5, title: 'Wrong' },
      'the version that was undone can be restored',
    )
    t.strictSame(
      (await list()).items.map(({ title }) => title),
      ['Wrong', 'A', 'Wrong', 'A', 'A'],
    )
    const { entries } = await store.audit({ limit: 1 })
    hasMembers(t, entries, [{ action: 'article.restore', version: 5, detail: { version: 3 }, onBehalfOf: undefined }])
  },
)

t.test('restore checks the named version, the scopes and If-Match', async t => {
  const { ask, url, restore, secretOf, app } = await rewritten(t, ['A', 'B'])
  hasMembers(t, await restore(9), { status: 404, body: { code: 'version-not-found' } })
  for (const body of [{}, { version: 1, edition: 1 }]) {
    hasMembers(t, await ask('POST', `${url}/restore`, { version: 2, body }), {
      status: 400,
      body: { errors: [{ location: 'body', pointer: '' }] },
    })
  }
  hasMembers(t, await ask('POST', `${url}/restore`, { version: 2, body: { version: 0 } }), {
    status: 400,
    body: { errors: [{ pointer: '/version' }] },
  })
  t.equal((await ask('POST', `${url}/restore`, { body: { version: 1 } })).status, 428)
  t.equal((await ask('POST', `${url}/restore`, { version: 1, body: { version: 1 } })).status, 412)
  hasMembers(t, await restore(1, { scopes: ['articles:read'] }), { status: 403, body: { code: 'scope-missing' } })
  const unread = await restore(1, { scopes: ['articles:write'] })
  t.strictSame([unread.status, unread.body], [204, undefined])
  for (const path of ['versions', 'versions/1']) {
    const authorization = `Bearer ${await secretOf(['articles:write', 'articles:publish'])}`
    t.equal((await app.inject({ url: `${url}/${path}`, headers: { authorization } })).statusCode, 403)
  }
  await ask('PUT', `${url}/schedule`, { headers: { 'if-match': '*' }, body: { publishAt: '2027-01-01T00:00:00Z' } })
  const write = { scopes: ['articles:write'] } as const
  hasMembers(t, await restore(2, write), { status: 409, body: { code: 'article-scheduled' } })
  t.equal((await restore(2)).status, 200)
  await ask('DELETE', url, { headers: { 'if-match': '*' } })
  hasMembers(t, await restore(1), { status: 409, body: { code: 'transition-refused' } })
})

t.test('restore handles terms that were merged or deleted', async t => {
  const { ask, url, restore } = await rewritten(t, ['A'])
  await ask('PATCH', url, { version: 1, body: { tags: ['Ships'] } })
  const { items } = (await ask('GET', '/v1/editorial/tags')).body as unknown as {
    items: { id: string; name: string }[]
  }
  const idOf = (name: string) => items.find(item => item.name === name)?.id ?? ''
  const merge = `/v1/editorial/tags/${idOf('Boats')}/merge`
  t.equal((await ask('POST', merge, { headers: { 'if-match': '*' }, body: { into: idOf('Ships') } })).status, 200)
  hasMembers(t, (await ask('GET', `${url}/versions/1`)).body, { tags: ['Ships'] })
  hasMembers(t, (await restore(1)).body, { tags: ['Ships'] })
})

t.test('an edition with a merged term is shown and compared with the current term', async t => {
  const { ask, make } = await desk(t)
  const { id } = await make({ title: 'A', tags: ['Boats'] }, true)
  await make({ title: 'B', tags: ['Ships'] })
  const { items } = (await ask('GET', '/v1/editorial/tags')).body as unknown as {
    items: { id: string; name: string }[]
  }
  const [boats, ships] = items
  const headers = { 'if-match': '*' }
  await ask('POST', `/v1/editorial/tags/${boats?.id}/merge`, { headers, body: { into: ships?.id } })
  hasMembers(t, (await ask('GET', `${articles}/${id}/editions/1`)).body, { tags: ['Ships'] })
  hasMembers(t, (await ask('GET', `${articles}/${id}/comparison`)).body, { members: [] })
})

t.test('the last 50 versions are kept', async t => {
  const titles = Array.from({ length: 53 }, (_, index) => `Title ${index + 1}`)
  const { list, restore, ask, url } = await rewritten(t, titles)
  const { items, page } = await list('?limit=100')
  t.strictSame(
    items.map(({ title }) => title),
    titles.slice(3).reverse(),
  )
  t.strictSame(page, { limit: 100 })
  t.equal((await ask('GET', `${url}/versions/3`)).status, 404)
  hasMembers(t, (await restore(4)).body, { title: 'Title 4' })
  t.equal((await ask('GET', `${url}/versions/4`)).status, 404, 'the restored version is now the newest')
})

t.test('erase removes the versions, and no file contains their words', async t => {
  const { ask, url, store } = await rewritten(t, ['Qzfirst', 'Qzsecond', 'Qzthird'])
  t.equal((await ask('POST', `${url}/erase`, { headers: { 'if-match': '*' } })).status, 204)
  t.equal((await ask('GET', `${url}/versions`)).status, 404)
  t.equal((await ask('GET', `${url}/versions/1`)).status, 404)
  await store.check()
  const files = readdirSync(t.testdirName).filter(name => name.startsWith('offprint.db'))
  const bytes = files.map(name => readFileSync(join(t.testdirName, name)).toString('latin1')).join('')
  for (const word of ['Qzfirst', 'Qzsecond', 'Qzthird']) t.notOk(bytes.includes(word), word)
})
