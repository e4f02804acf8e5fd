import t from 'tap'
import { type Answer, form, importDesk, imports, page } from './import-desk.ts'

const files = { 'a.md': page('A', 'One.'), 'b.md': page('B', 'Two.') }
const publisher = ['imports:write', 'articles:publish', 'articles:read', 'articles:write'] as const
const importer = ['imports:write'] as const

type Desk = Awaited<ReturnType<typeof importDesk>>

/** An import that failed after its files were read, when their links were made. */
async function failing(
  at: Desk,
  query = '',
  scopes: readonly (typeof publisher)[number][] = publisher,
): Promise<string> {
  const { body } = await at.send(form(files), { query, scopes })
  const store = {
    ...at.store,
    linkable: async () => {
      throw new Error('broken')
    },
  }
  await at.work('process', { store, failed: () => undefined })
  return body.id
}

const retry = (at: Desk, id: string, more: Parameters<Desk['ask']>[2] = {}) =>
  at.ask('POST', `${imports}/${id}/retry`, { scopes: publisher, ...more }) as unknown as Promise<
    Answer & { headers: Record<string, string> }
  >

t.test('an import that failed is retried: it goes on where it stopped', async t => {
  const at = await importDesk(t)
  const id = await failing(at, '?publish=true')
  const failed = await at.job(id)
  t.match(failed, {
    state: 'failed',
    items: 2,
    retryUntil: '2026-11-23T12:00:00Z',
    error: 'Something broke on our side.',
  })
  t.strictSame(at.kept(), [id], 'its files are kept')
  const answer = await retry(at, id, { headers: { 'x-on-behalf-of': 'Jane' } })
  t.equal(answer.status, 202)
  t.equal(answer.headers['location'], answer.body.url)
  t.match(answer.body, { state: 'waiting', items: 2, error: undefined, endedAt: undefined, retryUntil: undefined })
  await at.work()
  t.match(await at.job(id), { state: 'done', items: 2, counts: { created: 2, published: 2 } })
  t.strictSame(
    (await at.items(id)).map(({ position, result }) => [position, result]),
    [
      [1, 'created'],
      [2, 'created'],
    ],
  )
  t.strictSame(at.kept(), [])
  const { entries } = await at.store.audit({ limit: 1 })
  t.match(entries, [{ action: 'import.retry', detail: { import: id }, onBehalfOf: 'Jane' }])
})

t.test('only an import that failed is retried, while its files are kept', async t => {
  const at = await importDesk(t)
  const refused = async (id: string) => {
    const { status, body } = await retry(at, id)
    return [status, body.code]
  }
  t.strictSame(await refused('0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'), [404, 'import-not-found'])
  const { body } = await at.send(page('A', 'One.'), { type: 'text/markdown' })
  t.strictSame(await refused(body.id), [409, 'import-not-retryable'])
  await at.work()
  t.strictSame(await refused(body.id), [409, 'import-not-retryable'])

  const given = await failing(at, '?source=given')
  const ended = (await at.ask('DELETE', `${imports}/${given}`)).body as unknown as { state: string }
  t.equal(ended.state, 'cancelled')
  t.strictSame(at.kept(), [])
  t.strictSame(await refused(given), [409, 'import-not-retryable'])

  const old = await failing(at, '?source=old')
  at.time.now = new Date('2026-11-23T12:00:00Z')
  t.strictSame(await refused(old), [409, 'import-not-retryable'])
  const next = await failing(at, '?source=next')
  t.strictSame(at.kept(), [next], 'what cannot be retried any more is removed')
})

t.test('a retry has no more rights than who asks for it', async t => {
  const at = await importDesk(t)
  const published = await failing(at, '?publish=true')
  t.match(await retry(at, published, { scopes: importer }), { status: 404 }, 'another key does not see it')
  t.match(await retry(at, published, { scopes: ['articles:write'] }), { status: 403 })
  const own = await failing(at, '?source=own', importer)
  t.match(await retry(at, own, { scopes: importer }), { status: 202 })
})

t.test('the same retry again, with an idempotency key, is answered as the first time', async t => {
  const at = await importDesk(t)
  const id = await failing(at)
  const headers = { 'idempotency-key': '"again"' }
  const first = await retry(at, id, { headers })
  await at.work()
  t.strictSame((await retry(at, id, { headers })).body, first.body)
  t.match(await at.job(id), { state: 'done' })
})
