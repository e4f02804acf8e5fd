import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'
import { importDesk, page } from './import-desk.ts'

const file = page('Secret ferries', 'Words of a secret.')

t.test(
  'erase: imports keep their results without data of the article, and its source is imported as a new article',
  async t => {
    const { send, work, items, ask, app, store } = await importDesk(t)
    const upload = async (body: string) => {
      const sent = await send(body, { query: '?name=secret.md&publish=true', type: 'text/markdown' })
      await work()
      return sent.body.id
    }
    const first = await upload(file)
    const [made] = await items(first)
    const { id = '', slug = '' } = made?.article ?? {}
    const copy = await ask('GET', `${articles}/${id}`)
    await ask('PATCH', `${articles}/${id}`, { version: copy.body.version, body: { summary: 'A secret.' } })
    const second = await upload(`${file} More of it.`)
    hasMembers(t, await items(second), [{ result: 'diverged', externalId: made?.externalId }])

    const { version } = (await ask('GET', `${articles}/${id}`)).body
    t.equal((await ask('POST', `${articles}/${id}/erase`, { version })).status, 204)
    const wordless = { position: 1, name: '', externalId: '', published: false, notes: [], consumed: [] }
    t.strictSame(await items(first), [{ ...wordless, result: 'created' }])
    t.strictSame(await items(second), [{ ...wordless, result: 'diverged' }])
    t.equal((await app.inject(`/v1/articles/${slug}`)).statusCode, 410)

    const [again] = await items(await upload(file))
    hasMembers(t, again, { result: 'created', externalId: made?.externalId, published: true })
    t.not(again?.article?.id, id)
    t.equal((await app.inject(`/v1/articles/${id}`)).statusCode, 410, 'the erased article still answers 410')
    t.equal((await app.inject(`/v1/articles/${again?.article?.slug}`)).statusCode, 200)
    t.equal((await store.article(again?.article?.id ?? ''))?.version, 1)
  },
)

/** Counts a text in all files of the store, without regard to letter case. */
function count(folder: string, text: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  const bytes = files.map(file => `${file.name} ${readFileSync(join(file.parentPath, file.name)).toString('latin1')}`)
  return bytes.join('\n').toLowerCase().split(text.toLowerCase()).length - 1
}

const any = { 'if-match': '*' }

t.test(
  'erase removes authors, and tags and categories that no editor made, and no file contains their words',
  async t => {
    const { ask, make, store } = await desk(t)
    const authors = [{ name: 'Qzqzqzqqwriter Person', pageUrl: 'https://qzqzqwriter.example/' }]
    const { id } = await make(
      { title: 'A life', text: 'Words.', authors, tags: ['Qzqzqzqqtag'], category: 'Qzqzqzqqsection' },
      true,
    )
    await ask('PATCH', `${articles}/${id}`, { headers: any, body: { tags: ['Qzqzqzqqlater'] } })
    const [author] = (await ask('GET', '/v1/editorial/authors')).body['items'] as { id: string }[]
    await ask('PATCH', `/v1/editorial/authors/${author?.id}`, {
      headers: any,
      body: { name: 'Qzqzqzqqrenamed', slug: 'qzqzqrenamed' },
    })
    await ask('POST', `${articles}/${id}/publish`, { headers: any })
    t.ok(count(t.testdirName, 'qzqzq') > 20, 'the files contain the words before the erasure')
    t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
    t.equal(count(t.testdirName, 'qzqzq'), 0)
    for (const kind of ['categories', 'tags', 'authors']) {
      t.strictSame((await ask('GET', `/v1/editorial/${kind}`)).body['items'], [], kind)
    }
    const { entries } = await store.audit({ limit: 100 })
    hasMembers(
      t,
      entries.find(({ action }) => action === 'author.edit'),
      { detail: undefined },
    )
  },
)

t.test('erase keeps terms of other articles, and terms of editors without their former names', async t => {
  const { ask, make } = await desk(t)
  const named = (kind: string, name: string) => ask('POST', `/v1/editorial/${kind}`, { body: { name } })
  const made = (await named('tags', 'Qzqzqzqqold')).body.id
  const { id } = await make({ title: 'One', tags: ['Qzqzqzqqold', 'Shared'], authors: [{ name: 'Both' }] }, true)
  await make({ title: 'Two', tags: ['Shared'], authors: [{ name: 'Both' }] })
  await ask('PATCH', `/v1/editorial/tags/${made}`, { headers: any, body: { name: 'Kept', slug: 'kept' } })
  t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
  hasMembers(t, (await ask('GET', '/v1/editorial/tags')).body['items'], [
    { id: made, name: 'Kept', otherNames: [], formerSlugs: [] },
    { name: 'Shared' },
  ])
  hasMembers(t, (await ask('GET', '/v1/editorial/authors')).body['items'], [{ name: 'Both' }])
  t.equal(count(t.testdirName, 'qzqzqold'), 0)
})

t.test('an edition with an erased author can still be restored', async t => {
  const { ask, make } = await desk(t)
  const authors = [{ name: 'Qzqzqzqqwriter' }]
  const kept = await make({ title: 'One', authors, tags: ['Stays'] }, true)
  const url = `${articles}/${kept.id}`
  await ask('PATCH', url, { headers: any, body: { authors: [] } })
  await ask('POST', `${url}/publish`, { headers: any })
  const { id } = await make({ title: 'Two', authors }, true)
  await ask('POST', `${articles}/${id}/erase`, { headers: any })
  const restored = await ask('POST', `${url}/restore`, { headers: any, body: { edition: 1 } })
  hasMembers(t, restored, { status: 200, body: { authors: [], tags: ['Stays'] } })
  t.equal((await ask('GET', `${url}/editions/1`)).status, 200)
})

t.test('erase removes the name of an uploaded file from every file, for finished and waiting imports', async t => {
  const { send, work, items, ask } = await importDesk(t)
  const upload = async () => {
    const said = '---\nslug: ferries\n---\n\n# Ferries\n\nWords of a secret.'
    const sent = await send(said, { query: '?name=qzqzqfile.md&publish=true', type: 'text/markdown' })
    return sent.body.id
  }
  const first = await upload()
  await work()
  const waiting = await upload()
  const [made] = await items(first)
  const url = `${articles}/${made?.article?.id}`
  t.equal((await ask('POST', `${url}/erase`, { headers: any })).status, 204)
  await work()
  const [again] = await items(waiting)
  t.equal(again?.result, 'created', 'the waiting import makes a new article')
  t.equal((await ask('POST', `${articles}/${again?.article?.id}/erase`, { headers: any })).status, 204)
  t.equal(count(t.testdirName, 'qzqzqfile'), 0)
  t.equal(count(t.testdirName, 'Words of a secret'), 0)
  for (const job of [first, waiting])
    hasMembers(t, (await ask('GET', `/v1/editorial/imports/${job}`)).body, { state: 'done' })
})

t.test('a tombstone has the last public slug, not the slug of the working copy', async t => {
  const { app, ask, make } = await desk(t)
  for (const how of ['delete', 'withdraw', 'erase']) {
    const { id } = await make({ title: how, slug: `public-${how}` }, true)
    const { token } = (await app.inject('/v1/sync')).json()
    await ask('POST', `${articles}/${id}/unpublish`, { headers: any })
    await ask('PATCH', `${articles}/${id}`, { headers: any, body: { slug: `working-${how}` } })
    if (how === 'delete') await ask('DELETE', `${articles}/${id}`, { headers: any })
    else await ask('POST', `${articles}/${id}/${how}`, { headers: any })
    const { tombstones } = (await app.inject(`/v1/sync?token=${token}`)).json()
    hasMembers(t, tombstones, [{ id, slug: `public-${how}` }], how)
    const status = async (slug: string) => (await app.inject(`/v1/articles/${slug}`)).statusCode
    t.strictSame([await status(`public-${how}`), await status(`working-${how}`)], [410, 404], how)
  }
})
