import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'

const secret = 'admin-key-of-this-test-0123456789'
const editorial = '/v1/editorial/articles'

type Answer = { status: number; etag: string; body: Record<string, unknown> }

function client(address: string) {
  return async function ask(method: string, path: string, said?: unknown, headers = {}): Promise<Answer> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(path.startsWith('/v1/editorial') && { authorization: `Bearer ${secret}` }),
        ...(said !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(said !== undefined && { body: JSON.stringify(said) }),
    })
    const text = await answer.text()
    const body = text.startsWith('{') ? JSON.parse(text) : { text }
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', body }
  }
}

type Ask = ReturnType<typeof client>

const delivered = [
  '/v1/articles/ferries',
  '/v1/articles',
  '/v1/articles/ferries.html',
  '/feeds/atom.xml',
  '/v1/tags/boats',
]

/** Changes the article and its tag, and returns the responses and the token that clients then have. */
async function goOn(ask: Ask, id: string, tag: string, word: string) {
  const read = await ask('GET', `${editorial}/${id}`)
  const edited = await ask('PATCH', `${editorial}/${id}`, { title: word }, { 'if-match': read.etag })
  const published = await ask('POST', `${editorial}/${id}/publish`, undefined, { 'if-match': edited.etag })
  const term = await ask('PATCH', `/v1/editorial/tags/${tag}`, { description: word }, { 'if-match': '*' })
  const answers = await Promise.all(delivered.map(path => ask('GET', path)))
  const sync = await ask('GET', '/v1/sync')
  return { edited, published, term, delivered: answers, token: String(sync.body['token']) }
}

test('after a restore, the server accepts no ETag, version or token from the lost changes', async t => {
  const file = join(t.testdir(), 'offprint.db')
  const env = { DATABASE_URL: file, OFFPRINT_ADMIN_KEY: secret }

  const first = await serve(t, [], env)
  const begin = client(first.address)
  const made = await begin('POST', editorial, { title: 'Ferries', text: 'Two boats.', tags: ['Boats'] })
  const id = String(made.body['id'])
  t.equal((await begin('POST', `${editorial}/${id}/publish`, undefined, { 'if-match': made.etag })).status, 200)
  const [tag] = (await begin('GET', '/v1/editorial/tags')).body['items'] as { id: string }[]
  t.equal(await first.stop(), 0)
  copyFileSync(file, `${file}.backup`)

  const second = await serve(t, [], env)
  const lost = await goOn(client(second.address), id, tag?.id ?? '', 'Lost')
  t.equal(await second.stop(), 0)
  copyFileSync(`${file}.backup`, file)

  const third = await serve(t, [], env)
  const ask = client(third.address)
  const kept = await goOn(ask, id, tag?.id ?? '', 'Kept')
  const numbers = ({ published, delivered: [article] }: typeof lost) => [
    published.body['version'],
    article?.body['revision'],
    article?.body['edition'],
  ]
  t.strictSame(numbers(kept), numbers(lost), 'versions, revisions and editions repeat')

  for (const [index, path] of delivered.entries()) {
    const [held, current] = [lost.delivered[index], kept.delivered[index]]
    const again = await ask('GET', path, undefined, { 'if-none-match': held?.etag })
    t.strictSame(again, { status: 200, etag: current?.etag, body: current?.body }, path)
    t.equal((await ask('GET', path, undefined, { 'if-none-match': current?.etag })).status, 304, path)
  }
  hasMembers(t, lost.delivered[0]?.body, { title: 'Lost' })
  hasMembers(t, kept.delivered[0]?.body, { title: 'Kept' })

  const { version, etag } = kept.published.body
  for (const stale of [lost.published.etag, lost.edited.etag, `"v${version}"`, '"v1"', made.etag]) {
    const refused = await ask('PATCH', `${editorial}/${id}`, { title: 'Wrong' }, { 'if-match': stale })
    hasMembers(t, refused, { status: 412, etag, body: { code: 'version-conflict', version, etag } }, stale)
    t.equal((await ask('POST', `${editorial}/${id}/publish`, undefined, { 'if-match': stale })).status, 412)
    const items = [{ type: 'edit', id, ifMatch: stale, body: { title: 'Wrong' } }]
    const batch = await ask('POST', `${editorial}:batch`, items)
    hasMembers(t, batch.body, { items: [{ status: 412, problem: { code: 'version-conflict', version, etag } }] }, stale)
  }
  const wrong = { description: 'Wrong' }
  const refused = await ask('PATCH', `/v1/editorial/tags/${tag?.id}`, wrong, { 'if-match': lost.term.etag })
  const now = { code: 'version-conflict', version: 2, etag: kept.term.etag }
  hasMembers(t, refused, { status: 412, etag: kept.term.etag, body: now })
  hasMembers(t, await ask('GET', `/v1/sync?token=${lost.token}`), { status: 410, body: { code: 'full-sync-required' } })

  const [item] = (await ask('GET', editorial)).body['items'] as { etag: string }[]
  t.equal(item?.etag, kept.published.etag)
  const last = await ask('PATCH', `${editorial}/${id}`, { title: 'Last' }, { 'if-match': item?.etag })
  hasMembers(t, last, { status: 200, body: { title: 'Last' } })
  t.equal(await third.stop(), 0)
})
