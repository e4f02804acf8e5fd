import t, { type Test } from 'tap'
import { createKey } from '../../../src/editorial/key/create.ts'
import { build } from '../../build.ts'
import { numberedIds } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'

/** Articles `a`, with the path `/2014/a/`, and `b`; and a function that imports views. */
async function newsroom(t: Test, more: Parameters<typeof build>[1] = {}) {
  const built = await build(t, more)
  const a = await built.publish('a', { title: 'A', slug: 'a', paths: ['/2014/a/'] })
  const b = await built.publish('b', { title: 'B', slug: 'b' })
  const deps = { store: built.store, clock: () => built.time.now, newId: numberedIds('0cee0000') }
  const { secret } = await createKey(
    { name: 'k', scopes: ['articles:publish', 'keys:manage'] },
    undefined,
    { actor: 'cli' },
    deps,
  )
  const authorization = `Bearer ${secret}`
  const put = async (payload: string | object, type = 'application/json', more = {}, path = 'view-imports') => {
    const { statusCode, body } = await built.app.inject({
      method: 'POST',
      url: `/v1/editorial/${path}`,
      headers: { authorization, 'content-type': type, ...more },
      payload,
    })
    return { statusCode, ...JSON.parse(body) }
  }
  const days = async (id: string) =>
    (await built.store.articleViews(id, { first: 0, last: 99_999 })).days.map(one => one.views)
  return { ...built, a, b, put, days, authorization }
}

t.test('POST /v1/editorial/view-imports sets the views of days, and repeating it changes nothing', async t => {
  const { a, b, app, put, days, authorization } = await newsroom(t)
  const items = [
    { slug: 'a', date: '2026-11-20', count: 10 },
    { url: '/2014/a/?utm_source=x', date: '2026-11-20', count: 5 },
    { url: 'https://news.example.org/2014/a', date: '2026-11-21', count: 2 },
    { id: b.id, date: '2026-11-22', count: 3 },
    { slug: 'none', date: '2026-11-22', count: 3 },
  ]
  const unknown = [{ row: 5, article: 'none' }]
  t.strictSame(await put({ items }), { statusCode: 200, days: 3, changed: 3, unknown })
  const again = await put({ items }, 'application/json', {}, 'views:import')
  t.strictSame(again, { statusCode: 200, days: 3, changed: 0, unknown })
  t.strictSame([await days(a.id), await days(b.id)], [[2, 15], [3]])
  t.strictSame(await put({ items: [{ slug: 'a', date: '2026-11-20', count: 1 }] }), {
    statusCode: 200,
    days: 1,
    changed: 1,
    unknown: [],
  })
  t.strictSame(await days(a.id), [2, 1])
  const popular = JSON.parse((await app.inject('/v1/popular?window=7d&fields=slug')).body)
  hasMembers(t, popular.items, [{ slug: 'b' }, { slug: 'a' }])
  const audit = JSON.parse((await app.inject({ url: '/v1/editorial/audit', headers: { authorization } })).body)
  hasMembers(t, audit.items[0], { action: 'views.import', detail: { days: 1, changed: 1 } })
})

t.test('POST /v1/editorial/view-imports refuses wrong rows, and then imports none', async t => {
  const { a, put, days } = await newsroom(t)
  const good = { slug: 'a', date: '2026-11-20', count: 1 }
  const wrong: [unknown, string][] = [
    [{ ...good, date: '2026-11-23' }, '/items/1/date'],
    [{ ...good, date: '1969-12-31' }, '/items/1/date'],
    [{ ...good, count: -1 }, '/items/1/count'],
    [{ ...good, id: a.id }, '/items/1'],
    [{ date: '2026-11-20', count: 1 }, '/items/1'],
    [{ ...good, extra: 1 }, '/items/1/extra'],
  ]
  for (const [row, pointer] of wrong)
    hasMembers(t, await put({ items: [good, row] }), {
      statusCode: 400,
      code: 'invalid-request',
      errors: [{ pointer }],
    })
  t.equal((await put({ items: [] })).statusCode, 400)
  t.equal((await put('slug,date,count\na,2026-11-20,1', 'text/csv')).statusCode, 415)
  t.strictSame(await days(a.id), [])
})

t.test('POST /v1/editorial/view-imports refuses days that retention removes', async t => {
  const { a, put, days } = await newsroom(t, { viewRetention: 730 })
  const items = ['2024-11-22', '2024-11-21'].map(date => ({ slug: 'a', date, count: 1 }))
  hasMembers(t, await put({ items }), {
    statusCode: 400,
    code: 'invalid-request',
    errors: [{ pointer: '/items/1/date', code: 'too-small', detail: /must not be before 2024-11-22/ }],
  })
  t.strictSame(await days(a.id), [])
  t.equal((await put({ items: items.slice(0, 1) })).statusCode, 200)
  const few = await newsroom(t, { viewRetention: 1 })
  const at = (date: string) => few.put({ items: [{ slug: 'a', date, count: 1 }] })
  t.equal((await at('2026-10-24')).statusCode, 200, 'the windows count the last 30 days')
  t.equal((await at('2026-10-23')).statusCode, 400)
})

t.test(
  'POST /v1/editorial/view-imports imports more days than one transaction sets, and stores its response',
  async t => {
    const { a, put, days } = await newsroom(t)
    const first = Date.UTC(2023, 0, 1)
    const items = Array.from({ length: 1200 }, (_, index) => ({
      slug: 'a',
      date: new Date(first + index * 86_400_000).toISOString().slice(0, 10),
      count: 2,
    }))
    const key = { 'idempotency-key': '"views-1"' }
    const done = { statusCode: 200, days: 1200, changed: 1200, unknown: [] }
    t.strictSame(await put({ items }, 'application/json', key), done)
    t.strictSame(await put({ items }, 'application/json', key), done, 'the stored response')
    t.strictSame(await put({ items }), { ...done, changed: 0 })
    t.equal((await days(a.id)).length, 1200)
    t.equal((await put({ items: items.slice(1) }, 'application/json', key)).statusCode, 422)
  },
)
