import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { type Answer, form, importDesk, imports, page } from './import-desk.ts'

const files = { 'a.md': page('A', 'One.'), 'b.md': page('B', 'Two.') }
const publisher = ['imports:write', 'articles:publish', 'articles:read', 'articles:write'] as const
const importer = ['imports:write'] as const

type Desk = Awaited<ReturnType<typeof importDesk>>

/** An import that failed while its links were made, after its files were read. */
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

t.test('a retry continues a failed import where it stopped', async t => {
  const at = await importDesk(t)
  const id = await failing(at, '?publish=true&undated=publish')
  const failed = await at.job(id)
  hasMembers(t, failed, {
    state: 'failed',
    items: 2,
    retryUntil: '2026-11-23T12:00:00Z',
    error: 'Something broke on our side.',
  })
  t.strictSame(await at.uploads(), [id], 'its files are kept')
  const answer = await retry(at, id, { headers: { 'x-on-behalf-of': 'Jane' } })
  t.equal(answer.status, 202)
  t.equal(answer.headers['location'], answer.body.url)
  hasMembers(t, answer.body, {
    state: 'waiting',
    items: 2,
    error: undefined,
    endedAt: undefined,
    retryUntil: undefined,
  })
  await at.work()
  hasMembers(t, await at.job(id), { state: 'done', items: 2, counts: { created: 2, published: 2 } })
  t.strictSame(
    (await at.items(id)).map(({ position, result }) => [position, result]),
    [
      [1, 'created'],
      [2, 'created'],
    ],
  )
  t.strictSame(await at.uploads(), [])
  const { entries } = await at.store.audit({ limit: 1 })
  hasMembers(t, entries, [{ action: 'import.retry', detail: { import: id }, onBehalfOf: 'Jane' }])
})

t.test('only a failed import can be retried, while its files are kept', async t => {
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
  t.strictSame(await at.uploads(), [])
  t.strictSame(await refused(given), [409, 'import-not-retryable'])

  const old = await failing(at, '?source=old')
  at.time.now = new Date('2026-11-23T12:00:00Z')
  t.strictSame(await refused(old), [409, 'import-not-retryable'])
  const next = await failing(at, '?source=next')
  t.strictSame(await at.uploads(), [next], 'the files of an import that can no longer be retried are removed')
})

t.test('a retry has only the rights of the key that requests it', async t => {
  const at = await importDesk(t)
  const published = await failing(at, '?publish=true')
  hasMembers(t, await retry(at, published, { scopes: importer }), { status: 404 }, 'another key does not see it')
  hasMembers(t, await retry(at, published, { scopes: ['articles:write'] }), { status: 403 })
  const own = await failing(at, '?source=own', importer)
  hasMembers(t, await retry(at, own, { scopes: importer }), { status: 202 })
})

t.test('a retry repeated with its idempotency key gets the same answer', async t => {
  const at = await importDesk(t)
  const id = await failing(at)
  const headers = { 'idempotency-key': '"again"' }
  const first = await retry(at, id, { headers })
  await at.work()
  t.strictSame((await retry(at, id, { headers })).body, first.body)
  hasMembers(t, await at.job(id), { state: 'done' })
})
