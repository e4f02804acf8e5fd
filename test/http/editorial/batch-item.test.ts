import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Scope, scopes } from '../../../src/domain/access/key.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk, type Said } from './desk.ts'

type Result = { status: number; article?: Said['body']; problem?: Said['body'] }
type Desk = Awaited<ReturnType<typeof desk>>

async function send(
  { ask }: Desk,
  items: object[],
  more: { atomic?: boolean; scopes?: readonly Scope[]; key?: string } = {},
) {
  const { atomic = false, scopes: own = scopes, key } = more
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': `"${key}"` }
  const said = await ask('POST', `${articles}:batch${atomic ? '?atomic=true' : ''}`, {
    body: items,
    scopes: own,
    headers,
  })
  const results = said.body['items'] as Result[]
  return { results, short: results.map(({ status, problem }) => problem?.code ?? status) }
}

const create = (number: number, more: object = {}) => ({
  type: 'create',
  body: { externalId: `cms:${number}`, title: `Article ${number}`, text: 'Words.', ...more },
})

t.test('a batch item can restore an edition or an earlier version', async t => {
  const at = await desk(t)
  const { results, short } = await send(at, [
    create(1),
    { type: 'publish', externalId: 'cms:1' },
    { type: 'edit', externalId: 'cms:1', body: { title: 'Changed' } },
    { type: 'restore', externalId: 'cms:1', body: { version: 2 } },
    { type: 'restore', externalId: 'cms:1', body: { version: 3 } },
    { type: 'restore', externalId: 'cms:1', body: { edition: 1 } },
    { type: 'restore', externalId: 'cms:1', body: { edition: 2 } },
    { type: 'restore', externalId: 'cms:1', body: {} },
    { type: 'restore', externalId: 'cms:1', ifMatch: '"v1.x"', body: { edition: 1 } },
    { type: 'restore', externalId: 'cms:1' },
  ])
  const failed = ['edition-not-found', 'invalid-request', 'version-conflict', 'invalid-request']
  t.strictSame(short, [201, 200, 200, 200, 200, 200, ...failed])
  t.strictSame(
    results.slice(2, 6).map(({ article }) => article?.['title']),
    ['Changed', 'Article 1', 'Changed', 'Article 1'],
  )
  hasMembers(t, results[7]?.problem, { errors: [{ pointer: '/7/body' }] })
  const id = results[0]?.article?.id
  const reading = await send(at, [{ type: 'restore', id, body: { version: 1 } }], { scopes: ['articles:write'] })
  hasMembers(t, reading.results, [{ status: 204, article: undefined }])
  await send(at, [{ type: 'schedule', id, body: { publishAt: '2027-01-01T00:00:00Z' } }])
  const writing = await send(at, [{ type: 'restore', id, body: { version: 3 } }], { scopes: ['articles:write'] })
  t.strictSame(writing.short, ['article-scheduled'])
})

t.test('batch items can link and unlink translations', async t => {
  const at = await desk(t)
  const en = await at.make({ title: 'Boats', language: 'en', externalId: 'cms:en' }, true)
  const de = await at.make({ title: 'Boote', language: 'de', externalId: 'cms:de' }, true)
  const fr = await at.make({ title: 'Bateaux', language: 'fr', externalId: 'cms:fr' })
  const again = await at.make({ title: 'Ships', language: 'en', externalId: 'cms:en2' })
  const link = (name: string, of: string) => ({ type: 'translation', externalId: name, body: { of } })
  const { short, results } = await send(at, [
    { type: 'edit', externalId: 'cms:de', body: { summary: 'S' } },
    link('cms:de', en.id),
    link('cms:fr', de.id),
    link('cms:en2', fr.id),
    link('cms:en', en.id),
    link('cms:no', en.id),
    link('cms:en', '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'),
    { type: 'publish', externalId: 'cms:fr' },
  ])
  const failed = ['translation-taken', 'invalid-request', 'article-not-found', 'invalid-request']
  t.strictSame(short, [200, 200, 200, ...failed, 200])
  hasMembers(t, results[3]?.problem, { errors: [{ pointer: '/3/body/of' }] })
  hasMembers(t, results[4]?.problem, { errors: [{ pointer: '/4/body/of' }] })
  hasMembers(t, results[5]?.problem, { errors: [{ pointer: '/5/externalId' }] })
  const translations = async () =>
    (await at.app.inject('/v1/articles/boats')).json().metadata.translations.map((one: { slug: string }) => one.slug)
  t.strictSame((await translations()).sort(), ['bateaux', 'boote'])
  const ungrouped = await at.store.article(again.id)
  t.strictSame(
    [ungrouped?.version, ungrouped?.translationGroup],
    [1, undefined],
    'a failed link changes neither article',
  )

  const write = { scopes: ['articles:read', 'articles:write'] as const }
  t.strictSame((await send(at, [link('cms:en2', de.id)], write)).short, ['scope-missing'])
  t.strictSame((await send(at, [{ type: 'end-translation', id: de.id }], write)).short, ['scope-missing'])
  t.strictSame((await send(at, [{ type: 'end-translation', id: de.id }])).short, [200])
  t.strictSame(await translations(), ['bateaux'])

  const atomic = [
    { type: 'edit', id: again.id, body: { language: 'de' } },
    link('cms:en2', en.id),
    link('cms:de', en.id),
  ]
  const undone = await send(at, atomic, { atomic: true })
  t.strictSame(undone.short, ['batch-undone', 'batch-undone', 'translation-taken'])
  t.strictSame((await send(at, atomic.slice(0, 2), { atomic: true })).short, [200, 200])
})

t.test('a batch of translations repeated with its idempotency key is done once', async t => {
  const at = await desk(t)
  const en = await at.make({ title: 'Boats', language: 'en' })
  const items = [
    create(1, { language: 'de' }),
    { type: 'translation', externalId: 'cms:1', body: { of: en.id } },
    create(2),
  ]
  const first = await send(at, items, { key: 'links' })
  t.strictSame(first.short, [201, 200, 201])
  t.strictSame(await send(at, items, { key: 'links' }), first)
})

t.test('a batch item that erases needs articles:publish and leaves no text in the stored request', async t => {
  const at = await desk(t)
  const items = [
    create(1, { title: 'Qzerased', summary: 'Qzwords' }),
    create(2),
    { type: 'publish', externalId: 'cms:1' },
    { type: 'erase', externalId: 'cms:1' },
    create(3),
  ]
  t.strictSame((await send(at, [items[3] ?? {}], { scopes: ['articles:write'] })).short, ['scope-missing'])
  const first = await send(at, items, { key: 'erase' })
  t.strictSame(first.short, [201, 201, 200, 204, 201])
  t.strictSame(
    first.results.map(({ article }) => article?.['externalId']),
    [undefined, 'cms:2', undefined, undefined, 'cms:3'],
  )
  t.strictSame(await send(at, items, { key: 'erase' }), first)
  t.equal(await at.store.articleByExternalId('cms:1'), undefined)
  const files = readdirSync(t.testdirName).filter(name => name.startsWith('offprint.db'))
  const bytes = files.map(name => readFileSync(join(t.testdirName, name)).toString('latin1')).join('')
  t.notMatch(bytes, /qzwords/i)
  t.strictSame((await send(at, [{ type: 'erase', externalId: 'cms:2' }], { atomic: true })).short, [204])
})
